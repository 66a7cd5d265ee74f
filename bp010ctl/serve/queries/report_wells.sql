-- The wells of a day with facts, KPIs and their verdicts: those without facts first, then the worst.
WITH dias AS (
    SELECT
        kpi.*,
        peor.nivel,
        peor.avisos
    FROM reporting.vw_kpi_daily AS kpi
    CROSS JOIN
        LATERAL (
            SELECT
                max(medida.nivel) AS nivel,
                count(*) AS avisos
            FROM
                unnest(ARRAY[
                    kpi.kpi_mtbf_hrs_status_level,
                    kpi.kpi_uptime_pct_status_level,
                    kpi.kpi_kwh_bbl_status_level,
                    kpi.kpi_vol_eff_pct_status_level,
                    kpi.ai_accuracy_status_level
                ]) AS medida (nivel)
            WHERE medida.nivel BETWEEN 3 AND 6
        ) AS peor
    WHERE kpi.fecha_id = to_char(%(dia)s::date, 'YYYYMMDD')::integer
)

SELECT
    pozo.pozo_id AS well_id,
    pozo.nombre_pozo,
    pozo.cliente,
    pozo.region,
    pozo.campo,
    dia.nivel,
    dia.avisos,
    dia.fecha_id IS NOT NULL AS con_hechos,
    dia.produccion_fluido_bbl AS fluido_bbl,
    dia.produccion_petroleo_bbl AS petroleo_bbl,
    dia.produccion_agua_bbl AS agua_bbl,
    dia.produccion_gas_mcf AS gas_mcf,
    pozo.produccion_fluido_target AS objetivo_bpd,
    100 * dia.produccion_fluido_bbl / nullif(pozo.produccion_fluido_target, 0) AS avance_pct,
    dia.tiempo_operacion_hrs AS marcha_h,
    dia.tiempo_paro_noprog_hrs AS paro_h,
    dia.numero_fallas AS paradas,
    dia.consumo_energia_kwh AS energia_kwh,
    dia.kpi_mtbf_hrs AS mtbf_h,
    dia.kpi_mtbf_hrs_status_color AS mtbf_color,
    dia.kpi_mtbf_hrs_status_level AS mtbf_nivel,
    dia.kpi_uptime_pct AS uptime_pct,
    dia.kpi_uptime_pct_status_color AS uptime_color,
    dia.kpi_uptime_pct_status_level AS uptime_nivel,
    dia.kpi_kwh_bbl AS kwh_bbl,
    dia.kpi_kwh_bbl_status_color AS kwh_color,
    dia.kpi_kwh_bbl_status_level AS kwh_nivel,
    dia.kpi_efic_vol_pct AS vol_pct,
    dia.kpi_vol_eff_pct_status_color AS vol_color,
    dia.kpi_vol_eff_pct_status_level AS vol_nivel,
    dia.ai_accuracy_pct AS ia_pct,
    dia.ai_accuracy_status_color AS ia_color,
    dia.ai_accuracy_status_level AS ia_nivel,
    dia.completitud_datos_pct AS completo_pct,
    dia.calidad_datos_estado AS calidad
FROM reporting.dim_pozo AS pozo
LEFT JOIN dias AS dia ON pozo.pozo_id = dia.well_id
WHERE
    (%(cliente)s::text IS NULL OR pozo.cliente = %(cliente)s::text)
    AND (%(region)s::text IS NULL OR pozo.region = %(region)s::text)
    AND (%(campo)s::text IS NULL OR pozo.campo = %(campo)s::text)
ORDER BY
    con_hechos ASC,
    dia.nivel DESC NULLS LAST,
    dia.avisos DESC NULLS LAST,
    avance_pct ASC NULLS FIRST,
    pozo.pozo_id ASC;
