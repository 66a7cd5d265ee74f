CREATE OR REPLACE FUNCTION reporting.fnc_kpi_mes(
    p_pozos integer[],
    p_tramos daterange[]
)
RETURNS TABLE (
    fecha date,
    well_id integer,
    kpi_mtbf_hrs_mes double precision,
    kpi_uptime_pct_mes double precision,
    kpi_kwh_bbl_mes double precision,
    kpi_vol_eff_pct_mes double precision,
    ai_accuracy_mes double precision
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: what the KPI rows of a month have in common (_mes), for each day with a daily fact of the months
--   that stretches of days of wells touch (pairs of two arrays). A month without failures has the MTBF of
--   its last day that has one.
-- Second run: the same values; means run in order of time. Writes: nothing.
-- Reads: reporting.fact_operaciones_diarias, fact_operaciones_mensuales.
    SELECT
        to_date(dia.fecha_id::text, 'YYYYMMDD') AS fecha,
        meses.well_id,
        CASE
            WHEN mes.total_fallas_mes > 0 THEN mes.tiempo_operacion_hrs / mes.total_fallas_mes
            ELSE dias.ultimo_mtbf
        END AS kpi_mtbf_hrs_mes,
        mes.eficiencia_uptime_pct AS kpi_uptime_pct_mes,
        mes.kpi_kwh_bbl_mes,
        mes.promedio_efic_vol_pct AS kpi_vol_eff_pct_mes,
        dias.acierto AS ai_accuracy_mes
    FROM (
        SELECT DISTINCT
            pedido.pozo_id AS well_id,
            to_char(mes.primero, 'YYYY-MM') AS anio_mes,
            to_char(mes.primero, 'YYYYMM')::integer * 100 AS dia_cero
        FROM unnest(p_pozos, p_tramos) AS pedido (pozo_id, dias)
        CROSS JOIN LATERAL generate_series(
            date_trunc('month', lower(pedido.dias)::timestamp), upper(pedido.dias) - 1, '1 month'
        ) AS mes (primero)
    ) AS meses
    CROSS JOIN LATERAL (
        SELECT
            array_agg(dia.fecha_id) AS fechas,
            avg(dia.ai_accuracy_pct ORDER BY dia.fecha_id) AS acierto,
            (array_agg(dia.kpi_mtbf_hrs ORDER BY dia.fecha_id DESC) FILTER (WHERE dia.kpi_mtbf_hrs IS NOT NULL))[1]
                AS ultimo_mtbf
        FROM reporting.fact_operaciones_diarias AS dia
        WHERE
            dia.pozo_id = meses.well_id
            AND dia.fecha_id BETWEEN meses.dia_cero AND meses.dia_cero + 99
            AND dia.periodo_comparacion = 'DIARIO'
    ) AS dias
    CROSS JOIN LATERAL unnest(dias.fechas) AS dia (fecha_id)
    LEFT JOIN reporting.fact_operaciones_mensuales AS mes
        ON meses.well_id = mes.pozo_id AND meses.anio_mes = mes.anio_mes;
$$;

COMMENT ON FUNCTION reporting.fnc_kpi_mes(integer[], daterange[])
IS 'Values that the days of a month share in dataset_kpi_business, for the months that stretches of days of '
'wells touch; h, %, kWh/bbl.';
