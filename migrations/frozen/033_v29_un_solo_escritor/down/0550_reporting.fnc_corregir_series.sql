CREATE OR REPLACE FUNCTION reporting.fnc_corregir_series(
    p_series double precision[],
    p_filas integer[]
)
RETURNS TABLE (
    correcciones double precision[],
    ruidos boolean[],
    dudosas bigint
)
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: what falls and motor changes within an hour do to the increments of its 21 series. p_series is
--   the hour, a row of reporting.fnc_serie_lectura per reading; p_filas are the rows in which something
--   changed against the row before. A correction is added to last minus first: for a counter what its
--   falls counted, for 20 the stops of the motor, for 21 the times of its stops less those of its starts.
--   dudosas: bits 2^position of the series that fell from or to a value that is missing or impossible:
--   only looking at each value tells.
-- Second run: pure function. Reads and writes nothing.
    SELECT
        array_agg(series.correccion ORDER BY series.posicion),
        array_agg(series.ruido ORDER BY series.posicion),
        bit_or(1::bigint << series.posicion) FILTER (WHERE series.dudosa)
    FROM (
        SELECT
            posiciones.posicion,
            sum(
                CASE
                    WHEN posiciones.posicion = 21 THEN sign(par.motor_previo - par.motor_actual) * par.actual
                    WHEN par.actual >= par.previo OR par.dudoso THEN 0
                    WHEN posiciones.posicion = 20 THEN 1
                    ELSE reporting.fnc_incremento(par.previo, par.actual) - (par.actual - par.previo)
                END
            ) AS correccion,
            bool_or(
                CASE
                    WHEN par.actual >= par.previo OR par.dudoso THEN FALSE
                    ELSE par.previo - par.actual <= par.actual
                END
            ) AS ruido,
            bool_or(
                CASE
                    WHEN posiciones.posicion >= 20
                        THEN (par.motor_previo = 'NaN') <> (par.motor_actual = 'NaN')
                    ELSE par.actual < par.previo AND par.dudoso
                END
            ) AS dudosa
        FROM generate_series(1, 21) AS posiciones (posicion)
        CROSS JOIN unnest(p_filas) AS cambios (fila)
        CROSS JOIN LATERAL (
            SELECT
                valores.*,
                'NaN' IN (
                    reporting.fnc_contador_creible(valores.previo),
                    reporting.fnc_contador_creible(valores.actual)
                ) AS dudoso
            FROM (
                SELECT
                    p_series[cambios.fila - 1][posiciones.posicion] AS previo,
                    p_series[cambios.fila][posiciones.posicion] AS actual,
                    p_series[cambios.fila - 1][20] AS motor_previo,
                    p_series[cambios.fila][20] AS motor_actual
                OFFSET 0
            ) AS valores
        ) AS par
        GROUP BY posiciones.posicion
    ) AS series;
$$;

COMMENT ON FUNCTION reporting.fnc_corregir_series(double precision[], integer[])
IS 'What an hour''s falls and motor changes add to the increment of each of its series, in its unit, '
'and which fell within noise; NULLs where nothing changed.';
