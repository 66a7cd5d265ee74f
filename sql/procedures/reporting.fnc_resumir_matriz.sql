CREATE OR REPLACE FUNCTION reporting.fnc_resumir_matriz(
    p_series double precision[],
    p_lecturas integer
)
RETURNS TABLE (
    primeros double precision[],
    ultimos double precision[],
    incrementos double precision[],
    ruido_diario boolean,
    ruido_medidor boolean
)
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: first, last and increment of each of the 21 series of an hour, and whether a counter fell within
--   noise. p_series is the hour, a row of reporting.fnc_serie_lectura per reading in the order of time. Last
--   less first, corrected where something fell (reporting.fnc_corregir_series); what is missing or not to be
--   believed in some readings is looked at value by value (reporting.fnc_resumir_series).
-- Second run: pure function; LATERAL inlines it. Reads and writes nothing.
    SELECT
        series.primeros,
        series.ultimos,
        series.incrementos,
        series.ruido_diario,
        series.ruido_medidor
    FROM reporting.fnc_filas_cambiadas(p_series, p_lecturas) AS cambios
    LEFT JOIN LATERAL (
        SELECT corregidas.*
        FROM reporting.fnc_corregir_series(p_series, cambios.filas) AS corregidas
        WHERE cambios.filas IS NOT NULL
        OFFSET 0 -- else it would be computed for every hour
    ) AS correccion ON TRUE
    CROSS JOIN LATERAL (
        -- positions to look at value by value: what is missing, or not to be believed, in some readings
        SELECT
            coalesce(correccion.dudosas, 0)
            | coalesce(bit_or(1::bigint << extremos.posicion), 0) AS posiciones
        FROM (
            SELECT
                serie.posicion,
                p_series[1][serie.posicion] AS primero,
                p_series[p_lecturas][serie.posicion] AS ultimo
            FROM generate_series(1, 21) AS serie (posicion)
        ) AS extremos
        WHERE 'NaN' IN (
                reporting.fnc_contador_creible(extremos.primero),
                reporting.fnc_contador_creible(extremos.ultimo)
            )
            AND NOT (extremos.primero = 'NaN' AND extremos.ultimo = 'NaN')
    ) AS dudas
    LEFT JOIN LATERAL (
        SELECT detalle.*
        FROM reporting.fnc_resumir_series(p_series, dudas.posiciones) AS detalle
        WHERE dudas.posiciones <> 0
        OFFSET 0
    ) AS vistas ON TRUE
    CROSS JOIN LATERAL (
        -- generate_series comes in order, and array_agg keeps it
        SELECT
            array_agg(
                CASE
                    WHEN extremos.vista THEN vistas.primeros[extremos.posicion]
                    ELSE nullif(extremos.primero, 'NaN')
                END
            ) AS primeros,
            array_agg(
                CASE
                    WHEN extremos.vista THEN vistas.ultimos[extremos.posicion]
                    ELSE nullif(extremos.ultimo, 'NaN')
                END
            ) AS ultimos,
            array_agg(
                CASE
                    WHEN extremos.vista THEN vistas.incrementos[extremos.posicion]
                    WHEN p_lecturas = 1 OR extremos.ultimo = 'NaN' THEN NULL
                    ELSE coalesce(correccion.correcciones[extremos.posicion], 0) + CASE extremos.posicion
                        WHEN reporting.fnc_serie('motor') THEN 0
                        WHEN reporting.fnc_serie('reloj')
                            THEN extremos.ultimo * p_series[p_lecturas][reporting.fnc_serie('motor')]
                                - extremos.primero * p_series[1][reporting.fnc_serie('motor')]
                        ELSE extremos.ultimo - extremos.primero
                    END
                END
            ) AS incrementos,
            coalesce(
                bool_or(extremos.ruido) FILTER (
                    WHERE extremos.posicion <= reporting.fnc_serie('energia_dia')
                ),
                FALSE
            ) AS ruido_diario,
            coalesce(
                bool_or(extremos.ruido) FILTER (
                    WHERE extremos.posicion BETWEEN reporting.fnc_serie('fluido_medidor')
                    AND reporting.fnc_serie('emboladas_vida')
                ),
                FALSE
            ) AS ruido_medidor
        FROM (
            SELECT
                serie.posicion,
                p_series[1][serie.posicion] AS primero,
                p_series[p_lecturas][serie.posicion] AS ultimo,
                dudas.posiciones & (1::bigint << serie.posicion) <> 0 AS vista,
                coalesce(vistas.ruidos[serie.posicion], correccion.ruidos[serie.posicion]) AS ruido
            FROM generate_series(1, 21) AS serie (posicion)
            OFFSET 0
        ) AS extremos
    ) AS series;
$$;

COMMENT ON FUNCTION reporting.fnc_resumir_matriz(double precision[], integer)
IS 'First, last and increment of each series of an hour, in its unit, and whether one fell within noise.';
