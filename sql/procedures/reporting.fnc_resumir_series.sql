CREATE OR REPLACE FUNCTION reporting.fnc_resumir_series(
    p_series double precision[],
    p_posiciones bigint
)
RETURNS TABLE (
    primeros double precision[],
    ultimos double precision[],
    incrementos double precision[],
    ruidos boolean[]
)
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: some series of an hour, value by value: those that are missing or impossible in some of the
--   readings, where last minus first does not do. p_series is the hour, a row of
--   reporting.fnc_serie_lectura per reading; p_posiciones has the bit 2^position of each series wanted,
--   the others come back as NULL. The increment of the motor is its stops, of the clock seconds running.
-- Second run: pure function. Reads and writes nothing.
    WITH pares AS (
        SELECT
            posiciones.posicion,
            valores.valor,
            lag(valores.valor) OVER orden AS previo,
            lag(p_series[lecturas.fila][reporting.fnc_serie('motor')]) OVER orden AS motor_previo,
            lead(FALSE, 1, TRUE) OVER orden AS es_ultimo
        FROM generate_series(1, 21) AS posiciones (posicion)
        CROSS JOIN generate_subscripts(p_series, 1) AS lecturas (fila)
        CROSS JOIN LATERAL (VALUES (p_series[lecturas.fila][posiciones.posicion])) AS valores (valor)
        WHERE p_posiciones & (1::bigint << posiciones.posicion) <> 0
            AND reporting.fnc_contador_creible(valores.valor) <> 'NaN'
        WINDOW orden AS (PARTITION BY posiciones.posicion ORDER BY lecturas.fila)
    ),

    series AS (
        SELECT
            pares.posicion,
            max(pares.valor) FILTER (WHERE pares.previo IS NULL) AS primero,
            max(pares.valor) FILTER (WHERE pares.es_ultimo) AS ultimo,
            sum(
                CASE
                    WHEN pares.previo IS NULL THEN NULL
                    WHEN pares.posicion = reporting.fnc_serie('motor')
                        THEN (pares.valor < pares.previo)::integer
                    WHEN pares.posicion = reporting.fnc_serie('reloj') AND pares.motor_previo = 0 THEN 0
                    ELSE reporting.fnc_incremento(pares.previo, pares.valor)
                END
            ) AS incremento,
            bool_or(pares.valor < pares.previo AND pares.previo - pares.valor <= pares.valor) AS ruido
        FROM pares
        GROUP BY pares.posicion
    )

    SELECT
        array_agg(series.primero ORDER BY posiciones.posicion) AS primeros,
        array_agg(series.ultimo ORDER BY posiciones.posicion) AS ultimos,
        array_agg(series.incremento ORDER BY posiciones.posicion) AS incrementos,
        array_agg(series.ruido ORDER BY posiciones.posicion) AS ruidos
    FROM generate_series(1, 21) AS posiciones (posicion)
    LEFT JOIN series ON posiciones.posicion = series.posicion;
$$;

COMMENT ON FUNCTION reporting.fnc_resumir_series(double precision[], bigint)
IS 'First, last and increment of some series of an hour, each in its unit, and whether they fell within '
'noise; exact under falls and gaps.';
