CREATE OR REPLACE FUNCTION reporting.fnc_incrementar_tramos(
    p_pozos integer[],
    p_fechas date[]
)
RETURNS TABLE (
    well_id integer,
    fecha date,
    tramo timestamptz,
    totales double precision[],
    ruido_diario boolean,
    ruido_medidor boolean
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: whole increment of each series in each hour of days (pairs of two arrays): what the hour's own
--   readings counted, plus the step from the last value before it to its first value. Daily counters start
--   each day at 0: their first value counts whole. The motor counts its stops, the clock seconds running.
--   Long because it is one statement, which the planner puts into its caller's.
-- Second run: the same for the same hours.
-- Reads: reporting.tbl_resumen_horario, reporting.tbl_cierre_contador. Writes: nothing.
    WITH dias AS (
        SELECT
            claves.well_id,
            claves.fecha,
            claves.fecha::timestamp AT TIME ZONE zona.nombre AS inicio,
            (claves.fecha + 1)::timestamp AT TIME ZONE zona.nombre AS fin
        FROM unnest(p_pozos, p_fechas) AS claves (well_id, fecha)
        CROSS JOIN referencial.fnc_zona_horaria() AS zona (nombre)
    ),

    horas AS (
        SELECT
            dias.well_id,
            dias.fecha,
            dias.inicio,
            resumen.tramo,
            resumen.primeros,
            resumen.incrementos,
            resumen.ruido_diario,
            resumen.ruido_medidor,
            lag(resumen.ultimos) OVER (
                PARTITION BY dias.well_id, dias.fecha
                ORDER BY resumen.tramo
            ) AS previos
        FROM dias
        CROSS JOIN LATERAL (
            SELECT todos.*
            FROM reporting.tbl_resumen_horario AS todos
            WHERE todos.well_id = dias.well_id
                AND todos.tramo >= dias.inicio
                AND todos.tramo < dias.fin
            OFFSET 0 -- one index scan a day, never a scan of all history
        ) AS resumen
    ),

    tramos AS (
        SELECT
            horas.*,
            CASE
                WHEN
                    horas.primeros[reporting.fnc_serie('motor')] IS NULL
                    OR horas.previos[reporting.fnc_serie('motor')] IS NOT NULL
                    THEN horas.previos[reporting.fnc_serie('motor')]
                ELSE (
                    SELECT anterior.valor
                    FROM reporting.fnc_valor_anterior(
                        horas.well_id, reporting.fnc_serie('motor'), horas.fecha, horas.inicio, horas.tramo
                    ) AS anterior
                )
            END AS motor_previo
        FROM horas
    )

    SELECT
        tramos.well_id,
        tramos.fecha,
        tramos.tramo,
        suma.totales,
        tramos.ruido_diario OR suma.ruido_diario AS ruido_diario,
        tramos.ruido_medidor OR suma.ruido_medidor AS ruido_medidor
    FROM tramos
    CROSS JOIN LATERAL (
        -- generate_series comes in order, and array_agg keeps it
        SELECT
            array_agg(
                CASE
                    WHEN frontera.paso IS NULL THEN series.incremento
                    ELSE coalesce(series.incremento, 0) + frontera.paso
                END
            ) AS totales,
            coalesce(bool_or(frontera.ruido) FILTER (WHERE series.diaria), FALSE) AS ruido_diario,
            coalesce(
                bool_or(frontera.ruido) FILTER (
                    WHERE NOT series.diaria AND series.posicion < reporting.fnc_serie('motor')
                ),
                FALSE
            ) AS ruido_medidor
        FROM (
            SELECT
                serie.posicion,
                serie.posicion <= reporting.fnc_serie('energia_dia') AS diaria,
                tramos.primeros[serie.posicion] AS primero,
                tramos.incrementos[serie.posicion] AS incremento,
                CASE
                    WHEN tramos.primeros[serie.posicion] IS NULL OR tramos.previos[serie.posicion] IS NOT NULL
                        THEN tramos.previos[serie.posicion]
                    WHEN serie.posicion <= reporting.fnc_serie('energia_dia') AND tramos.previos IS NULL
                        THEN NULL -- first hour of the day
                    ELSE (
                        SELECT buscado.valor
                        FROM reporting.fnc_valor_anterior(
                            tramos.well_id, serie.posicion, tramos.fecha, tramos.inicio, tramos.tramo
                        ) AS buscado
                    )
                END AS anterior
            FROM generate_series(1, 21) AS serie (posicion)
            OFFSET 0 -- else the look-up would be repeated wherever its result is used
        ) AS series
        CROSS JOIN LATERAL (
            SELECT
                CASE
                    WHEN series.diaria AND series.anterior IS NULL THEN series.primero
                    WHEN series.posicion < reporting.fnc_serie('motor')
                        THEN reporting.fnc_incremento(series.anterior, series.primero)
                    WHEN series.posicion = reporting.fnc_serie('motor')
                        THEN (series.primero < series.anterior)::integer
                    WHEN tramos.motor_previo = 0 THEN 0
                    ELSE series.primero - series.anterior
                END AS paso,
                series.primero < series.anterior
                AND series.anterior - series.primero <= series.primero AS ruido
        ) AS frontera
    ) AS suma;
$$;

COMMENT ON FUNCTION reporting.fnc_incrementar_tramos(integer[], date[])
IS 'Increments of every series in every hour of days; positions, units: see reporting.fnc_serie.';
