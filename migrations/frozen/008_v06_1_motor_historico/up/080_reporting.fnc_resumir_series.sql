CREATE OR REPLACE FUNCTION reporting.fnc_resumir_series(
    p_well_id integer,
    p_tramo timestamptz,
    p_zona text,
    p_posiciones bigint
)
RETURNS TABLE (
    posicion bigint,
    primero double precision,
    ultimo double precision,
    incremento double precision,
    ruido boolean
)
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: some series of one well and hour, value by value: those that are missing or impossible in
--   some of the readings, where last minus first does not do. p_posiciones has the bit 2^position of each
--   (reporting.fnc_serie_lectura); the increment of 20 is stops of the motor, of 21 seconds running.
-- Second run: the same for the same readings.
-- Reads: stage.tbl_pozo_produccion. Writes: nothing.
BEGIN
    RETURN QUERY
    WITH series AS MATERIALIZED (
        SELECT
            lectura.timestamp_lectura,
            reporting.fnc_completar_serie(
                reporting.fnc_serie_lectura(lectura), lectura.timestamp_lectura
            ) AS serie
        FROM stage.tbl_pozo_produccion AS lectura
        WHERE lectura.well_id = p_well_id
            AND lectura.timestamp_lectura >= p_tramo
            AND lectura.timestamp_lectura < p_tramo + interval '1 hour'
            AND date_trunc('hour', lectura.timestamp_lectura, p_zona) = p_tramo
    ),

    posiciones AS (
        SELECT todas.posicion::bigint AS posicion
        FROM generate_series(1, 21) AS todas (posicion)
        WHERE p_posiciones & (1::bigint << todas.posicion) <> 0
    ),

    pares AS (
        SELECT
            posiciones.posicion,
            series.serie[posiciones.posicion] AS valor,
            lag(series.serie[posiciones.posicion]) OVER orden AS previo,
            lag(series.serie[20]) OVER orden AS motor_previo,
            lead(FALSE, 1, TRUE) OVER orden AS es_ultimo
        FROM posiciones
        CROSS JOIN series
        WHERE reporting.fnc_contador_creible(series.serie[posiciones.posicion]) <> 'NaN'
        WINDOW orden AS (PARTITION BY posiciones.posicion ORDER BY series.timestamp_lectura)
    )

    SELECT
        posiciones.posicion,
        max(pares.valor) FILTER (WHERE pares.previo IS NULL),
        max(pares.valor) FILTER (WHERE pares.es_ultimo),
        sum(
            CASE
                WHEN pares.previo IS NULL THEN NULL
                WHEN posiciones.posicion = 20 THEN (pares.valor < pares.previo)::integer
                WHEN posiciones.posicion = 21 AND pares.motor_previo = 0 THEN 0
                ELSE reporting.fnc_incremento(pares.previo, pares.valor)
            END
        ),
        coalesce(
            bool_or(pares.valor < pares.previo AND pares.previo - pares.valor <= pares.valor), FALSE
        )
    FROM posiciones
    LEFT JOIN pares ON posiciones.posicion = pares.posicion
    GROUP BY posiciones.posicion;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_resumir_series(integer, timestamptz, text, bigint)
IS 'First, last and increment of some series of one well in one hour of a zone, exact under falls and gaps.';
