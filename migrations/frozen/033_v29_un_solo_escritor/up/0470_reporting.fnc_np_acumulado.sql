CREATE OR REPLACE FUNCTION reporting.fnc_np_acumulado(p_pozos integer[])
RETURNS TABLE (
    anio_mes text,
    pozo_id integer,
    produccion_petroleo_acumulada_bbl double precision
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: Np of every month of wells: the oil of all months up to it, and what was produced before the
--   first reading (np_inicial_bbl). A late day moves all later months.
-- Second run: the same for the same months.
-- Reads: reporting.dim_pozo, reporting.fact_operaciones_mensuales. Writes: nothing.
    SELECT
        mes.anio_mes,
        mes.pozo_id,
        reporting.fnc_sumar(
            pozo.np_inicial_bbl,
            sum(mes.total_petroleo_bbl) OVER (PARTITION BY mes.pozo_id ORDER BY mes.anio_mes)
        ) AS produccion_petroleo_acumulada_bbl
    FROM reporting.fact_operaciones_mensuales AS mes
    INNER JOIN reporting.dim_pozo AS pozo ON mes.pozo_id = pozo.pozo_id
    WHERE mes.pozo_id = ANY(p_pozos);
$$;

COMMENT ON FUNCTION reporting.fnc_np_acumulado(integer[])
IS 'Np (bbl) of all months of wells.';
