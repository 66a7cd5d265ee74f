CREATE OR REPLACE VIEW reporting.vw_dashboard_main
WITH (security_invoker = TRUE) AS
SELECT
    pozo.pozo_id AS well_id,
    pozo.nombre_pozo,
    pozo.cliente,
    pozo.region,
    pozo.campo,
    actual.turno_operativo,
    actual.ultima_actualizacion,
    actual.minutos_sin_reportar,
    actual.estado_comunicacion,
    actual.color_estado_comunicacion,
    actual.motor_running_flag,
    actual.dq_status,
    round(actual.pump_avg_spm_act::numeric, 2) AS pump_avg_spm_act,
    round(actual.pump_spm_var_pct::numeric, 2) AS pump_spm_var_pct,
    actual.pump_spm_status_color,
    round(actual.pump_stroke_length_act::numeric, 2) AS pump_stroke_length_act,
    round(actual.pump_stroke_length_var_pct::numeric, 2) AS pump_stroke_length_var_pct,
    actual.pump_stroke_length_status_color,
    round(actual.pump_fill_monitor_pct::numeric, 2) AS pump_fill_monitor_pct,
    round(actual.pump_fill_monitor_var::numeric, 2) AS pump_fill_monitor_var,
    actual.pump_fill_monitor_status_color,
    round(actual.gas_fill_monitor_pct_act::numeric, 2) AS gas_fill_monitor_pct_act,
    actual.gas_fill_severity_label,
    actual.gas_fill_status_color,
    round(actual.lift_efficiency_pct_act::numeric, 2) AS lift_efficiency_pct_act,
    actual.lift_efficiency_severity_label,
    round(actual.max_rod_load_lb_act::numeric, 2) AS max_rod_load_lb_act,
    round(actual.min_rod_load_lb_act::numeric, 2) AS min_rod_load_lb_act,
    round(actual.max_pump_load_lb_act::numeric, 2) AS max_pump_load_lb_act,
    round(actual.min_pump_load_lb_act::numeric, 2) AS min_pump_load_lb_act,
    round(actual.rod_weight_buoyant_lb_act::numeric, 2) AS rod_weight_buoyant_lb_act,
    round(actual.fluid_level_tvd_ft::numeric, 2) AS fluid_level_tvd_ft,
    round(actual.produccion_fluido_bpd_act::numeric, 2) AS produccion_fluido_bpd_act,
    round(actual.produccion_petroleo_diaria_bpd_act::numeric, 2) AS produccion_petroleo_diaria_bpd_act,
    round(actual.produccion_agua_diaria_bpd_act::numeric, 2) AS produccion_agua_diaria_bpd_act,
    round(actual.pwf_psi_act::numeric, 2) AS pwf_psi_act,
    round(actual.well_head_pressure_psi_act::numeric, 2) AS well_head_pressure_psi_act,
    round(actual.casing_head_pressure_psi_act::numeric, 2) AS casing_head_pressure_psi_act,
    round(actual.pump_intake_pressure_psi_act::numeric, 2) AS pump_intake_pressure_psi_act,
    round(actual.pump_discharge_pressure_psi_act::numeric, 2) AS pump_discharge_pressure_psi_act,
    round(actual.current_stroke_length_act_in::numeric, 2) AS current_stroke_length_act_in,
    round(actual.tank_fluid_temperature_f::numeric, 2) AS tank_fluid_temperature_f,
    actual.tank_fluid_temperature_f_severity_label,
    round(actual.motor_power_hp_act::numeric, 2) AS motor_power_hp_act,
    round(actual.motor_current_a_act::numeric, 2) AS motor_current_a_act,
    round(actual.kpi_uptime_pct_act::numeric, 2) AS kpi_uptime_pct_act,
    actual.kpi_uptime_pct_status_color,
    round(actual.daily_downtime_act::numeric, 2) AS daily_downtime_act,
    actual.daily_downtime_status_color,
    round(actual.inclinacion_cilindro_x_act::numeric, 2) AS inclinacion_cilindro_x_act,
    round(actual.inclinacion_cilindro_y_act::numeric, 2) AS inclinacion_cilindro_y_act,
    actual.inclinacion_severidad_flag,
    round(actual.hydralift_unit_load_pct::numeric, 2) AS hydralift_unit_load_pct,
    round(actual.road_load_pct_act::numeric, 2) AS road_load_pct_act,
    round(actual.kpi_mtbf_hrs_act::numeric, 2) AS kpi_mtbf_hrs_act,
    round(actual.mtbf_target, 2) AS mtbf_target,
    round(actual.mtbf_variance_pct::numeric, 2) AS mtbf_variance_pct,
    actual.mtbf_status_color,
    round(actual.kpi_vol_eff_pct_act::numeric, 2) AS kpi_vol_eff_pct_act,
    actual.vol_eff_status_color,
    round(actual.kpi_kwh_bbl_act::numeric, 2) AS kpi_kwh_bbl_act,
    actual.kpi_kwh_bbl_status_color,
    round(actual.ai_accuracy_act::numeric, 2) AS ai_accuracy_act,
    actual.ai_accuracy_status_color,
    round(actual.total_fluid_today_bbl::numeric, 2) AS total_fluid_today_bbl,
    round(actual.oil_today_bbl::numeric, 2) AS oil_today_bbl,
    round(actual.water_today_bbl::numeric, 2) AS water_today_bbl,
    round(actual.gas_today_mcf::numeric, 2) AS gas_today_mcf,
    round(actual.water_cut_pct::numeric, 2) AS water_cut_pct,
    round(actual.qf_fluid_flow_monitor_bpd::numeric, 2) AS qf_fluid_flow_monitor_bpd,
    round(actual.ipr_qmax_bpd::numeric, 2) AS ipr_qmax_bpd,
    round(actual.ipr_eficiencia_flujo_pct::numeric, 2) AS ipr_eficiencia_flujo_pct,
    round(actual.kpi_uptime_pct_variance_pct::numeric, 2) AS kpi_uptime_pct_variance_pct,
    actual.kpi_uptime_pct_severity_label,
    round(actual.kpi_kwh_bbl_variance_pct::numeric, 2) AS kpi_kwh_bbl_variance_pct,
    actual.kpi_kwh_bbl_severity_label,
    round(actual.vol_eff_variance_pct::numeric, 2) AS vol_eff_variance_pct,
    actual.vol_eff_severity_label,
    actual.mtbf_severity_label,
    round(actual.ai_accuracy_variance_pct::numeric, 2) AS ai_accuracy_variance_pct,
    actual.ai_accuracy_severity_label,
    actual.lift_efficiency_status_color,
    actual.whp_status_color,
    actual.whp_severity_label,
    actual.daily_downtime_severity_label,
    actual.tank_fluid_temp_status_color,
    actual.pump_fill_monitor_severity_label,
    actual.pump_spm_severity_label,
    actual.road_load_status_color,
    actual.road_load_status_label,
    actual.road_load_status_legend_text,
    round(actual.road_load_status_threshold_red, 2) AS road_load_status_threshold_red,
    actual.hydraulic_load_status_color,
    actual.hydraulic_load_status_label,
    actual.hydraulic_load_status_legend_text,
    round(actual.hydraulic_load_status_threshold_red, 2) AS hydraulic_load_status_threshold_red,
    round(pozo.pump_spm_target, 2) AS pump_spm_target,
    round(pozo.pump_stroke_length_target, 2) AS pump_stroke_length_target,
    round(pozo.pump_fill_monitor_target, 2) AS pump_fill_monitor_target,
    round(pozo.gas_fill_monitor_target, 2) AS gas_fill_monitor_target,
    round(pozo.lift_efficiency_target, 2) AS lift_efficiency_target,
    round(pozo.rod_weight_in_air_lb::numeric, 2) AS rod_weight_in_air_lb,
    round(pozo.api_max_fluid_load_lb::numeric, 2) AS api_max_fluid_load_lb,
    round(pozo.pump_depth_ft::numeric, 2) AS pump_depth_ft,
    round(pozo.formation_depth_ft::numeric, 2) AS formation_depth_ft,
    round(pozo.total_reserves_bbl::numeric, 2) AS total_reserves_bbl,
    round(pozo.longitud_carrera_nominal_unidad_in::numeric, 2) AS longitud_carrera_nominal_unidad_in,
    round(pozo.hydraulic_load_rated_klb::numeric, 2) AS hydraulic_load_rated_klb,
    round(pozo.hydraulic_load_status_eff_high, 2) AS hydraulic_load_status_eff_high,
    round(pozo.tank_fluid_temperature_f_target, 2) AS tank_fluid_temperature_f_target,
    round(pozo.potencia_nominal_motor_hp::numeric, 2) AS potencia_nominal_motor_hp,
    round(pozo.motor_current_a_rate::numeric, 2) AS motor_current_a_rate,
    round(pozo.motor_current_target, 2) AS motor_current_target,
    round(pozo.kpi_uptime_pct_target, 2) AS kpi_uptime_pct_target,
    round(pozo.daily_downtime_target, 2) AS daily_downtime_target,
    round(pozo.alerta_inclinacion_grados::numeric, 2) AS alerta_inclinacion_grados,
    round(pozo.falla_inclinacion_grados::numeric, 2) AS falla_inclinacion_grados,
    round(pozo.hydraulic_load_status_eff_low, 2) AS hydraulic_load_status_eff_low,
    round(pozo.carga_minima_nominal_sarta_lb::numeric, 2) AS carga_minima_nominal_sarta_lb,
    round(pozo.road_load_status_eff_low, 2) AS road_load_status_eff_low,
    round(pozo.road_load_status_eff_high, 2) AS road_load_status_eff_high,
    round(pozo.mtbf_baseline, 2) AS mtbf_baseline,
    round(pozo.vol_eff_baseline, 2) AS vol_eff_baseline,
    round(pozo.vol_eff_target, 2) AS vol_eff_target,
    round(pozo.kpi_kwh_bbl_baseline, 2) AS kpi_kwh_bbl_baseline,
    round(pozo.kpi_kwh_bbl_target, 2) AS kpi_kwh_bbl_target,
    round(pozo.ai_accuracy_baseline, 2) AS ai_accuracy_baseline,
    round(pozo.ai_accuracy_target, 2) AS ai_accuracy_target,
    round(pozo.kpi_uptime_pct_baseline, 2) AS kpi_uptime_pct_baseline,
    round(pozo.lift_efficiency_baseline, 2) AS lift_efficiency_baseline,
    round(pozo.well_head_pressure_baseline, 2) AS well_head_pressure_baseline,
    mes.anio_mes,
    round(mes.produccion_petroleo_acumulada_bbl::numeric, 2) AS produccion_petroleo_acumulada_bbl,
    round(mes.remanent_reserves_bbl::numeric, 2) AS remanent_reserves_bbl,
    round(kpi.eur_remanente_bbl::numeric, 2) AS eur_remanente_bbl,
    round(kpi.vida_util_estimada_dias::numeric, 2) AS vida_util_estimada_dias,
    round(kpi.declinacion_pct::numeric, 2) AS declinacion_pct,
    carta.timestamp_carta,
    carta.superficie_json,
    carta.fondo_json,
    carta.diagnostico_ia,
    round(carta.diagnostico_score::numeric, 2) AS diagnostico_score
FROM reporting.dim_pozo AS pozo
LEFT JOIN reporting.dataset_current_values AS actual ON pozo.pozo_id = actual.well_id
LEFT JOIN reporting.dataset_latest_dynacard AS carta ON pozo.pozo_id = carta.well_id
LEFT JOIN LATERAL (
    SELECT
        mes.anio_mes,
        mes.produccion_petroleo_acumulada_bbl,
        mes.remanent_reserves_bbl
    FROM reporting.fact_operaciones_mensuales AS mes
    WHERE mes.pozo_id = pozo.pozo_id
    ORDER BY mes.anio_mes DESC
    LIMIT 1
) AS mes ON TRUE
LEFT JOIN LATERAL (
    SELECT
        kpi.eur_remanente_bbl,
        kpi.vida_util_estimada_dias,
        kpi.declinacion_pct
    FROM reporting.dataset_kpi_business AS kpi
    WHERE kpi.well_id = pozo.pozo_id
    ORDER BY kpi.fecha DESC
    LIMIT 1
) AS kpi ON TRUE;

COMMENT ON VIEW reporting.vw_dashboard_main
IS 'Current values of the three dashboard panels, one row per well; rounded for people.';
COMMENT ON COLUMN reporting.vw_dashboard_main.well_id IS 'Well, equal to stage.tbl_pozo_maestra.well_id.';
COMMENT ON COLUMN reporting.vw_dashboard_main.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_dashboard_main.cliente IS 'Operator that the well belongs to.';
COMMENT ON COLUMN reporting.vw_dashboard_main.region IS 'Region.';
COMMENT ON COLUMN reporting.vw_dashboard_main.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.vw_dashboard_main.turno_operativo IS 'Shift of the newest reading.';
COMMENT ON COLUMN reporting.vw_dashboard_main.ultima_actualizacion IS 'Time of the newest reading.';
COMMENT ON COLUMN reporting.vw_dashboard_main.minutos_sin_reportar
IS 'Time since the newest reading (min).';
COMMENT ON COLUMN reporting.vw_dashboard_main.estado_comunicacion
IS 'Communication: ONLINE, DELAYED or OFFLINE.';
COMMENT ON COLUMN reporting.vw_dashboard_main.color_estado_comunicacion
IS 'Colour of the communication state, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.motor_running_flag IS 'Whether the motor runs.';
COMMENT ON COLUMN reporting.vw_dashboard_main.dq_status
IS 'Data quality of the last 24 h: FAIL, WARNING, PASS or NO_DATA.';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_avg_spm_act
IS 'Average pumping speed as the controller gives it (spm).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_spm_var_pct
IS 'Deviation of the pumping speed from its target (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_spm_status_color
IS 'Colour of the pumping speed, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_stroke_length_act IS 'Pump stroke in use (in).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_stroke_length_var_pct
IS 'Deviation of the pump stroke from its target (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_stroke_length_status_color
IS 'Colour of the pump stroke, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_fill_monitor_pct IS 'Pump fill monitor (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_fill_monitor_var
IS 'Pump fill less its target (percentage points).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_fill_monitor_status_color
IS 'Colour of the pump fill, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.gas_fill_monitor_pct_act IS 'Gas fill of the pump (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.gas_fill_severity_label
IS 'Severity of the gas fill in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.gas_fill_status_color IS 'Colour of the gas fill, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.lift_efficiency_pct_act IS 'Lift efficiency (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.lift_efficiency_severity_label
IS 'Severity of the lift efficiency in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.max_rod_load_lb_act IS 'Maximum rod load (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.min_rod_load_lb_act IS 'Minimum rod load (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.max_pump_load_lb_act IS 'Maximum pump load (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.min_pump_load_lb_act IS 'Minimum pump load (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.rod_weight_buoyant_lb_act
IS 'Buoyant weight of the rods (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.fluid_level_tvd_ft IS 'Fluid level from surface, TVD (ft).';
COMMENT ON COLUMN reporting.vw_dashboard_main.produccion_fluido_bpd_act IS 'Fluid rate (bpd).';
COMMENT ON COLUMN reporting.vw_dashboard_main.produccion_petroleo_diaria_bpd_act IS 'Oil rate (bpd).';
COMMENT ON COLUMN reporting.vw_dashboard_main.produccion_agua_diaria_bpd_act IS 'Water rate (bpd).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pwf_psi_act IS 'Flowing bottom-hole pressure, Pwf (psi).';
COMMENT ON COLUMN reporting.vw_dashboard_main.well_head_pressure_psi_act
IS 'Well head pressure, WHP (psi).';
COMMENT ON COLUMN reporting.vw_dashboard_main.casing_head_pressure_psi_act
IS 'Casing head pressure, CHP (psi).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_intake_pressure_psi_act
IS 'Pump intake pressure, PIP (psi).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_discharge_pressure_psi_act
IS 'Pump discharge pressure, PDP (psi).';
COMMENT ON COLUMN reporting.vw_dashboard_main.current_stroke_length_act_in
IS 'Stroke of the unit in use (in).';
COMMENT ON COLUMN reporting.vw_dashboard_main.tank_fluid_temperature_f IS 'Tank fluid temperature (°F).';
COMMENT ON COLUMN reporting.vw_dashboard_main.tank_fluid_temperature_f_severity_label
IS 'Severity of the tank fluid temperature in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.motor_power_hp_act IS 'Motor power (hp).';
COMMENT ON COLUMN reporting.vw_dashboard_main.motor_current_a_act IS 'Motor current (A).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_uptime_pct_act IS 'Uptime (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_uptime_pct_status_color
IS 'Colour of the uptime, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.daily_downtime_act IS 'Unplanned downtime of the day (min).';
COMMENT ON COLUMN reporting.vw_dashboard_main.daily_downtime_status_color
IS 'Colour of the downtime, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.inclinacion_cilindro_x_act IS 'Tilt of the cylinder, x (°).';
COMMENT ON COLUMN reporting.vw_dashboard_main.inclinacion_cilindro_y_act IS 'Tilt of the cylinder, y (°).';
COMMENT ON COLUMN reporting.vw_dashboard_main.inclinacion_severidad_flag
IS 'Severity of the cylinder''s tilt.';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydralift_unit_load_pct
IS 'Load of the hydraulic unit (% of rated).';
COMMENT ON COLUMN reporting.vw_dashboard_main.road_load_pct_act
IS 'Rod load (% of the rated rod-string load).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_mtbf_hrs_act IS 'Mean time between failures (h).';
COMMENT ON COLUMN reporting.vw_dashboard_main.mtbf_target
IS 'Target of the mean time between failures (h).';
COMMENT ON COLUMN reporting.vw_dashboard_main.mtbf_variance_pct
IS 'Deviation of the mean time between failures from its reference (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.mtbf_status_color
IS 'Colour of the mean time between failures, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_vol_eff_pct_act IS 'Volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.vol_eff_status_color
IS 'Colour of the volumetric efficiency, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_kwh_bbl_act IS 'Energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_kwh_bbl_status_color
IS 'Colour of the energy per barrel, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.ai_accuracy_act
IS 'Accuracy of the newest card diagnosis (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.ai_accuracy_status_color
IS 'Colour of the diagnosis accuracy, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.total_fluid_today_bbl IS 'Fluid of today (bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.oil_today_bbl IS 'Oil of today (bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.water_today_bbl IS 'Water of today (bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.gas_today_mcf IS 'Gas of today (mcf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.water_cut_pct IS 'Water cut (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.qf_fluid_flow_monitor_bpd IS 'Fluid flow monitor (bpd).';
COMMENT ON COLUMN reporting.vw_dashboard_main.ipr_qmax_bpd
IS 'Greatest rate by the newest IPR curve (bpd).';
COMMENT ON COLUMN reporting.vw_dashboard_main.ipr_eficiencia_flujo_pct
IS 'Flow efficiency: rate over the greatest rate (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_uptime_pct_variance_pct
IS 'Deviation of the uptime from its reference (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_uptime_pct_severity_label
IS 'Severity of the uptime in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_kwh_bbl_variance_pct
IS 'Deviation of the energy per barrel from its reference (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_kwh_bbl_severity_label
IS 'Severity of the energy per barrel in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.vol_eff_variance_pct
IS 'Deviation of the volumetric efficiency from its reference (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.vol_eff_severity_label
IS 'Severity of the volumetric efficiency in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.mtbf_severity_label
IS 'Severity of the mean time between failures in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.ai_accuracy_variance_pct
IS 'Deviation of the diagnosis accuracy from its reference (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.ai_accuracy_severity_label
IS 'Severity of the diagnosis accuracy in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.lift_efficiency_status_color
IS 'Colour of the lift efficiency, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.whp_status_color
IS 'Colour of the well head pressure, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.whp_severity_label
IS 'Severity of the well head pressure in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.daily_downtime_severity_label
IS 'Severity of the downtime in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.tank_fluid_temp_status_color
IS 'Colour of the tank fluid temperature, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_fill_monitor_severity_label
IS 'Severity of the pump fill in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_spm_severity_label
IS 'Severity of the pumping speed in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.road_load_status_color IS 'Colour of the rod load, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.road_load_status_label IS 'Status of the rod load in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.road_load_status_legend_text
IS 'Legend of the rod load''s gauge.';
COMMENT ON COLUMN reporting.vw_dashboard_main.road_load_status_threshold_red
IS 'Rod load from which the gauge is red (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydraulic_load_status_color
IS 'Colour of the unit load, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydraulic_load_status_label
IS 'Status of the unit load in words.';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydraulic_load_status_legend_text
IS 'Legend of the unit load''s gauge.';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydraulic_load_status_threshold_red
IS 'Unit load from which the gauge is red (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_spm_target IS 'Target of the pumping speed (spm).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_stroke_length_target
IS 'Target of the pump stroke (in).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_fill_monitor_target IS 'Target of the pump fill (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.gas_fill_monitor_target IS 'Target of the gas fill (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.lift_efficiency_target
IS 'Target of the lift efficiency (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.rod_weight_in_air_lb
IS 'Weight of the rod string in air (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.api_max_fluid_load_lb IS 'API maximum fluid load (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.pump_depth_ft IS 'True vertical depth of the pump (ft).';
COMMENT ON COLUMN reporting.vw_dashboard_main.formation_depth_ft
IS 'True vertical depth of the reservoir (ft).';
COMMENT ON COLUMN reporting.vw_dashboard_main.total_reserves_bbl IS 'Initial recoverable reserves (bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.longitud_carrera_nominal_unidad_in
IS 'Rated stroke of the unit (in).';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydraulic_load_rated_klb
IS 'Rated load of the hydraulic unit (klbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydraulic_load_status_eff_high
IS 'Unit load beyond which it is critical (% of rated).';
COMMENT ON COLUMN reporting.vw_dashboard_main.tank_fluid_temperature_f_target
IS 'Target of the tank fluid temperature (°F).';
COMMENT ON COLUMN reporting.vw_dashboard_main.potencia_nominal_motor_hp IS 'Rated motor power (hp).';
COMMENT ON COLUMN reporting.vw_dashboard_main.motor_current_a_rate IS 'Rated motor current (A).';
COMMENT ON COLUMN reporting.vw_dashboard_main.motor_current_target IS 'Target of the motor current (A).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_uptime_pct_target IS 'Target of the uptime (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.daily_downtime_target
IS 'Target of the unplanned downtime of a day (min).';
COMMENT ON COLUMN reporting.vw_dashboard_main.alerta_inclinacion_grados
IS 'Tilt that raises a warning (°).';
COMMENT ON COLUMN reporting.vw_dashboard_main.falla_inclinacion_grados IS 'Tilt that stops the unit (°).';
COMMENT ON COLUMN reporting.vw_dashboard_main.hydraulic_load_status_eff_low
IS 'Unit load up to which all is well (% of rated).';
COMMENT ON COLUMN reporting.vw_dashboard_main.carga_minima_nominal_sarta_lb
IS 'Rated load of the rod string (lbf).';
COMMENT ON COLUMN reporting.vw_dashboard_main.road_load_status_eff_low
IS 'Rod load up to which all is well (% of rated).';
COMMENT ON COLUMN reporting.vw_dashboard_main.road_load_status_eff_high
IS 'Rod load beyond which it is critical (% of rated).';
COMMENT ON COLUMN reporting.vw_dashboard_main.mtbf_baseline
IS 'Baseline of the mean time between failures (h).';
COMMENT ON COLUMN reporting.vw_dashboard_main.vol_eff_baseline
IS 'Baseline of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.vol_eff_target IS 'Target of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_kwh_bbl_baseline
IS 'Baseline of the energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_kwh_bbl_target
IS 'Target of the energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.ai_accuracy_baseline
IS 'Baseline of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.ai_accuracy_target IS 'Target of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.kpi_uptime_pct_baseline IS 'Baseline of the uptime (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.lift_efficiency_baseline
IS 'Baseline of the lift efficiency (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.well_head_pressure_baseline
IS 'Baseline of the well head pressure (psi).';
COMMENT ON COLUMN reporting.vw_dashboard_main.anio_mes IS 'Month as YYYY-MM.';
COMMENT ON COLUMN reporting.vw_dashboard_main.produccion_petroleo_acumulada_bbl
IS 'Np: all oil up to the month''s end, the initial Np included (bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.remanent_reserves_bbl
IS 'Remaining reserves at the month''s end (bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.eur_remanente_bbl
IS 'Ultimate recovery not yet produced: EUR less Np (bbl).';
COMMENT ON COLUMN reporting.vw_dashboard_main.vida_util_estimada_dias
IS 'Days that the remaining recovery lasts at the mean rate of 30 days (d).';
COMMENT ON COLUMN reporting.vw_dashboard_main.declinacion_pct
IS 'Oil rate of the last 30 days against the 30 before (%).';
COMMENT ON COLUMN reporting.vw_dashboard_main.timestamp_carta
IS 'Time of the reading that brought the card.';
COMMENT ON COLUMN reporting.vw_dashboard_main.superficie_json
IS 'Surface card: posicion (in) and carga (lbf), arrays of equal length.';
COMMENT ON COLUMN reporting.vw_dashboard_main.fondo_json
IS 'Downhole card: posicion (in) and carga (lbf), arrays of equal length.';
COMMENT ON COLUMN reporting.vw_dashboard_main.diagnostico_ia
IS 'Diagnosed pattern, PENDIENTE_ML until a model has spoken.';
COMMENT ON COLUMN reporting.vw_dashboard_main.diagnostico_score
IS 'Score of the diagnosed pattern (0 to 1).';
