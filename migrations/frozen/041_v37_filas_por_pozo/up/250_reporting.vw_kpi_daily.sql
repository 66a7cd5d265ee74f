CREATE OR REPLACE VIEW reporting.vw_kpi_daily
WITH (security_invoker = TRUE) AS
SELECT
    dia.fecha_id,
    tiempo.fecha,
    tiempo.anio_mes,
    pozo.pozo_id AS well_id,
    pozo.nombre_pozo,
    pozo.cliente,
    pozo.region,
    pozo.campo,
    round(dia.produccion_fluido_bbl::numeric, 2) AS produccion_fluido_bbl,
    round(dia.produccion_petroleo_bbl::numeric, 2) AS produccion_petroleo_bbl,
    round(dia.produccion_agua_bbl::numeric, 2) AS produccion_agua_bbl,
    round(dia.produccion_gas_mcf::numeric, 2) AS produccion_gas_mcf,
    round(dia.water_cut_pct::numeric, 2) AS water_cut_pct,
    round(dia.volumen_teorico_bbl::numeric, 2) AS volumen_teorico_bbl,
    round(dia.consumo_energia_kwh::numeric, 2) AS consumo_energia_kwh,
    round(dia.tiempo_operacion_hrs::numeric, 2) AS tiempo_operacion_hrs,
    round(dia.tiempo_paro_noprog_hrs::numeric, 2) AS tiempo_paro_noprog_hrs,
    round(dia.emboladas_totales::numeric, 2) AS emboladas_totales,
    round(dia.kpi_mtbf_hrs::numeric, 2) AS kpi_mtbf_hrs,
    round(dia.kpi_uptime_pct::numeric, 2) AS kpi_uptime_pct,
    round(dia.kpi_kwh_bbl::numeric, 2) AS kpi_kwh_bbl,
    round(dia.kpi_efic_vol_pct::numeric, 2) AS kpi_efic_vol_pct,
    round(dia.ai_accuracy_pct::numeric, 2) AS ai_accuracy_pct,
    round(dia.promedio_fluid_level_tvd_ft::numeric, 2) AS promedio_fluid_level_tvd_ft,
    round(dia.motor_current_a_avg_day::numeric, 2) AS motor_current_a_avg_day,
    round(dia.motor_current_avg_7d::numeric, 2) AS motor_current_avg_7d,
    round(dia.numero_fallas::numeric, 2) AS numero_fallas,
    round(dia.numero_fallas_avg_7d::numeric, 2) AS numero_fallas_avg_7d,
    dia.estado_motor_fin_dia,
    dia.sat_event_marker,
    dia.calidad_datos_estado,
    round(dia.completitud_datos_pct::numeric, 2) AS completitud_datos_pct,
    round(dia.eur_modelo_arps::numeric, 2) AS eur_modelo_arps,
    round(kpi.kpi_mtbf_hrs_current::numeric, 2) AS kpi_mtbf_hrs_current,
    round(kpi.kpi_mtbf_hrs_target, 2) AS kpi_mtbf_hrs_target,
    round(kpi.kpi_mtbf_hrs_baseline, 2) AS kpi_mtbf_hrs_baseline,
    round(kpi.kpi_mtbf_hrs_variance_pct::numeric, 2) AS kpi_mtbf_hrs_variance_pct,
    kpi.kpi_mtbf_hrs_status_color,
    kpi.kpi_mtbf_hrs_status_level,
    kpi.kpi_mtbf_hrs_severity_label,
    round(kpi.kpi_uptime_pct_current::numeric, 2) AS kpi_uptime_pct_current,
    round(kpi.kpi_uptime_pct_target, 2) AS kpi_uptime_pct_target,
    round(kpi.kpi_uptime_pct_baseline, 2) AS kpi_uptime_pct_baseline,
    round(kpi.kpi_uptime_pct_variance_pct::numeric, 2) AS kpi_uptime_pct_variance_pct,
    kpi.kpi_uptime_pct_status_color,
    kpi.kpi_uptime_pct_status_level,
    kpi.kpi_uptime_pct_severity_label,
    round(kpi.kpi_kwh_bbl_current::numeric, 2) AS kpi_kwh_bbl_current,
    round(kpi.kpi_kwh_bbl_target, 2) AS kpi_kwh_bbl_target,
    round(kpi.kpi_kwh_bbl_baseline, 2) AS kpi_kwh_bbl_baseline,
    round(kpi.kpi_kwh_bbl_variance_pct::numeric, 2) AS kpi_kwh_bbl_variance_pct,
    kpi.kpi_kwh_bbl_status_color,
    kpi.kpi_kwh_bbl_status_level,
    kpi.kpi_kwh_bbl_severity_label,
    round(kpi.kpi_vol_eff_pct_current::numeric, 2) AS kpi_vol_eff_pct_current,
    round(kpi.kpi_vol_eff_pct_target, 2) AS kpi_vol_eff_pct_target,
    round(kpi.kpi_vol_eff_pct_baseline, 2) AS kpi_vol_eff_pct_baseline,
    round(kpi.kpi_vol_eff_pct_variance_pct::numeric, 2) AS kpi_vol_eff_pct_variance_pct,
    kpi.kpi_vol_eff_pct_status_color,
    kpi.kpi_vol_eff_pct_status_level,
    kpi.kpi_vol_eff_pct_severity_label,
    round(kpi.ai_accuracy_current::numeric, 2) AS ai_accuracy_current,
    round(kpi.ai_accuracy_target, 2) AS ai_accuracy_target,
    round(kpi.ai_accuracy_baseline, 2) AS ai_accuracy_baseline,
    round(kpi.ai_accuracy_variance_pct::numeric, 2) AS ai_accuracy_variance_pct,
    kpi.ai_accuracy_status_color,
    kpi.ai_accuracy_status_level,
    kpi.ai_accuracy_severity_label,
    round(kpi.calidad_datos_pct::numeric, 2) AS calidad_datos_pct,
    round(kpi.declinacion_pct::numeric, 2) AS declinacion_pct,
    round(kpi.eur_remanente_bbl::numeric, 2) AS eur_remanente_bbl,
    round(kpi.vida_util_estimada_dias::numeric, 2) AS vida_util_estimada_dias
FROM reporting.fact_operaciones_diarias AS dia
INNER JOIN reporting.dim_pozo AS pozo ON dia.pozo_id = pozo.pozo_id
INNER JOIN reporting.dim_tiempo AS tiempo ON dia.fecha_id = tiempo.fecha_id
LEFT JOIN reporting.dataset_kpi_business AS kpi ON dia.pozo_id = kpi.well_id AND tiempo.fecha = kpi.fecha
WHERE dia.periodo_comparacion = 'DIARIO';

COMMENT ON VIEW reporting.vw_kpi_daily
IS 'Daily facts and KPIs with targets, baselines and verdicts, one row per well and day; rounded for people.';
COMMENT ON COLUMN reporting.vw_kpi_daily.fecha_id IS 'Day as YYYYMMDD.';
COMMENT ON COLUMN reporting.vw_kpi_daily.fecha IS 'Day.';
COMMENT ON COLUMN reporting.vw_kpi_daily.anio_mes IS 'Month as YYYY-MM.';
COMMENT ON COLUMN reporting.vw_kpi_daily.well_id IS 'Well, equal to stage.tbl_pozo_maestra.well_id.';
COMMENT ON COLUMN reporting.vw_kpi_daily.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_kpi_daily.cliente IS 'Operator that the well belongs to.';
COMMENT ON COLUMN reporting.vw_kpi_daily.region IS 'Region.';
COMMENT ON COLUMN reporting.vw_kpi_daily.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.vw_kpi_daily.produccion_fluido_bbl IS 'Fluid of the day (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.produccion_petroleo_bbl IS 'Oil of the day (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.produccion_agua_bbl IS 'Water of the day (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.produccion_gas_mcf IS 'Gas of the day (mcf).';
COMMENT ON COLUMN reporting.vw_kpi_daily.water_cut_pct IS 'Water cut (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.volumen_teorico_bbl IS 'Volume that the pump displaced (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.consumo_energia_kwh IS 'Energy used (kWh).';
COMMENT ON COLUMN reporting.vw_kpi_daily.tiempo_operacion_hrs IS 'Run time (h).';
COMMENT ON COLUMN reporting.vw_kpi_daily.tiempo_paro_noprog_hrs IS 'Unplanned stop time (h).';
COMMENT ON COLUMN reporting.vw_kpi_daily.emboladas_totales IS 'Strokes of the day.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs IS 'Mean time between failures (h).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct
IS 'Uptime: run time over run and unplanned stop time (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl IS 'Energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_efic_vol_pct IS 'Volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_pct IS 'Accuracy of the card diagnosis (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.promedio_fluid_level_tvd_ft
IS 'Average fluid level from surface, TVD (ft).';
COMMENT ON COLUMN reporting.vw_kpi_daily.motor_current_a_avg_day IS 'Average motor current (A).';
COMMENT ON COLUMN reporting.vw_kpi_daily.motor_current_avg_7d
IS 'Average motor current of the last seven days (A).';
COMMENT ON COLUMN reporting.vw_kpi_daily.numero_fallas IS 'Failures of the day.';
COMMENT ON COLUMN reporting.vw_kpi_daily.numero_fallas_avg_7d IS 'Failures a day over the last seven days.';
COMMENT ON COLUMN reporting.vw_kpi_daily.estado_motor_fin_dia
IS 'Whether the motor ran at the day''s last reading.';
COMMENT ON COLUMN reporting.vw_kpi_daily.sat_event_marker
IS 'Whether the site acceptance test was on this day.';
COMMENT ON COLUMN reporting.vw_kpi_daily.calidad_datos_estado IS 'State of the data''s quality.';
COMMENT ON COLUMN reporting.vw_kpi_daily.completitud_datos_pct
IS 'Part of the expected readings that came (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.eur_modelo_arps IS 'Ultimate recovery by the Arps decline (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs_current
IS 'Mean time between failures now, on today''s row only (h).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs_target
IS 'Target of the mean time between failures (h).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs_baseline
IS 'Baseline of the mean time between failures (h).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs_variance_pct
IS 'Deviation of the mean time between failures from its reference (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs_status_color
IS 'Colour of the mean time between failures, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs_status_level
IS 'Status level of the mean time between failures, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_mtbf_hrs_severity_label
IS 'Severity of the mean time between failures in words.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct_current IS 'Uptime now, on today''s row only (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct_target IS 'Target of the uptime (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct_baseline IS 'Baseline of the uptime (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct_variance_pct
IS 'Deviation of the uptime from its reference (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct_status_color IS 'Colour of the uptime, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct_status_level
IS 'Status level of the uptime, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_uptime_pct_severity_label
IS 'Severity of the uptime in words.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl_current
IS 'Energy per barrel now, on today''s row only (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl_target IS 'Target of the energy per barrel (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl_baseline
IS 'Baseline of the energy per barrel (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl_variance_pct
IS 'Deviation of the energy per barrel from its reference (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl_status_color
IS 'Colour of the energy per barrel, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl_status_level
IS 'Status level of the energy per barrel, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_kwh_bbl_severity_label
IS 'Severity of the energy per barrel in words.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_vol_eff_pct_current
IS 'Volumetric efficiency now, on today''s row only (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_vol_eff_pct_target
IS 'Target of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_vol_eff_pct_baseline
IS 'Baseline of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_vol_eff_pct_variance_pct
IS 'Deviation of the volumetric efficiency from its reference (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_vol_eff_pct_status_color
IS 'Colour of the volumetric efficiency, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_vol_eff_pct_status_level
IS 'Status level of the volumetric efficiency, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.vw_kpi_daily.kpi_vol_eff_pct_severity_label
IS 'Severity of the volumetric efficiency in words.';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_current
IS 'Diagnosis accuracy now, on today''s row only (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_target IS 'Target of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_baseline IS 'Baseline of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_variance_pct
IS 'Deviation of the diagnosis accuracy from its reference (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_status_color
IS 'Colour of the diagnosis accuracy, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_status_level
IS 'Status level of the diagnosis accuracy, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.vw_kpi_daily.ai_accuracy_severity_label
IS 'Severity of the diagnosis accuracy in words.';
COMMENT ON COLUMN reporting.vw_kpi_daily.calidad_datos_pct IS 'Quality of the day''s data (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.declinacion_pct
IS 'Oil rate of the last 30 days against the 30 before (%).';
COMMENT ON COLUMN reporting.vw_kpi_daily.eur_remanente_bbl
IS 'Ultimate recovery not yet produced: EUR less Np (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_daily.vida_util_estimada_dias
IS 'Days that the remaining recovery lasts at the mean rate of 30 days (d).';
