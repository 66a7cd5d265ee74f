-- One row per well for the field table, the troubled ones first.
WITH alertas AS (
    SELECT
        well_id,
        count(*) AS cuantas,
        string_agg(DISTINCT variable, ', ' ORDER BY variable) AS cuales
    FROM reporting.vw_alerts
    GROUP BY well_id
)

SELECT
    v.well_id,
    v.nombre_pozo,
    v.estado_comunicacion,
    v.color_estado_comunicacion,
    v.minutos_sin_reportar,
    v.motor_running_flag,
    v.total_fluid_today_bbl,
    v.oil_today_bbl,
    v.water_cut_pct,
    v.kpi_mtbf_hrs_act,
    v.mtbf_status_color,
    v.kpi_uptime_pct_act,
    v.kpi_uptime_pct_status_color,
    v.kpi_kwh_bbl_act,
    v.kpi_kwh_bbl_status_color,
    v.kpi_vol_eff_pct_act,
    v.vol_eff_status_color,
    v.ai_accuracy_act,
    v.ai_accuracy_status_color,
    v.dq_status,
    v.medidas_viejas,
    coalesce(a.cuantas, 0) AS alertas,
    a.cuales
FROM reporting.dataset_current_values AS v
LEFT JOIN alertas AS a ON v.well_id = a.well_id
ORDER BY alertas DESC, v.well_id ASC;
