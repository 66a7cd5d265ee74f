CREATE OR REPLACE FUNCTION reporting.fnc_dias_afectados(
    p_pozos integer[],
    p_fechas date[]
)
RETURNS TABLE (
    pozo_id integer,
    fecha date
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: days whose facts change with some days (pairs of two arrays): those days; the next day that has
--   a value of a meter or lifetime counter, whose first step starts at theirs; under dia_cerrado the day
--   before, which they report.
-- Second run: the same for the same data. Writes: nothing.
-- Reads: reporting.tbl_cierre_contador, reporting.dim_pozo.
    SELECT
        claves.pozo_id,
        claves.fecha
    FROM unnest(p_pozos, p_fechas) AS claves (pozo_id, fecha)
    UNION
    SELECT
        claves.pozo_id,
        siguiente.fecha
    FROM unnest(p_pozos, p_fechas) AS claves (pozo_id, fecha)
    CROSS JOIN generate_series(9, 21) AS series (posicion)
    CROSS JOIN LATERAL (
        SELECT contador.fecha
        FROM reporting.tbl_cierre_contador AS contador
        WHERE contador.well_id = claves.pozo_id
            AND contador.posicion = series.posicion
            AND contador.fecha > claves.fecha
        ORDER BY contador.fecha
        LIMIT 1
    ) AS siguiente
    UNION
    SELECT
        claves.pozo_id,
        claves.fecha - 1 AS fecha
    FROM unnest(p_pozos, p_fechas) AS claves (pozo_id, fecha)
    INNER JOIN reporting.dim_pozo AS pozo ON claves.pozo_id = pozo.pozo_id
    WHERE pozo.contador_diario = 'dia_cerrado';
$$;

COMMENT ON FUNCTION reporting.fnc_dias_afectados(integer[], date[])
IS 'Wells and days of the operating zone whose facts change when those of some days do.';
