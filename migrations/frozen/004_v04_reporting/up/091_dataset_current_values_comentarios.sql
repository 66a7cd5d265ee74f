COMMENT ON TABLE reporting.dataset_current_values
IS 'Snapshot: one row per well with its newest values and their evaluation.';
COMMENT ON COLUMN reporting.dataset_current_values.well_id IS 'Well.';
COMMENT ON COLUMN reporting.dataset_current_values.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.dataset_current_values.cliente IS 'Operator that the well belongs to.';
COMMENT ON COLUMN reporting.dataset_current_values.region IS 'Region.';
COMMENT ON COLUMN reporting.dataset_current_values.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.dataset_current_values.turno_operativo IS 'Shift of the newest reading.';
COMMENT ON COLUMN reporting.dataset_current_values.ultima_actualizacion IS 'Time of the newest reading.';
COMMENT ON COLUMN reporting.dataset_current_values.minutos_sin_reportar
IS 'Time since the newest reading (min).';
COMMENT ON COLUMN reporting.dataset_current_values.estado_comunicacion
IS 'Communication: ONLINE, DELAYED or OFFLINE.';
COMMENT ON COLUMN reporting.dataset_current_values.color_estado_comunicacion
IS 'Colour of the communication state, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.motor_running_flag IS 'Whether the motor runs.';
COMMENT ON COLUMN reporting.dataset_current_values.well_head_pressure_psi_act
IS 'Well head pressure, WHP (psi).';
COMMENT ON COLUMN reporting.dataset_current_values.whp_status_color
IS 'Colour of the well head pressure, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.casing_head_pressure_psi_act
IS 'Casing head pressure, CHP (psi).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_intake_pressure_psi_act
IS 'Pump intake pressure, PIP (psi).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_discharge_pressure_psi_act
IS 'Pump discharge pressure, PDP (psi).';
COMMENT ON COLUMN reporting.dataset_current_values.pwf_psi_act IS 'Flowing bottom-hole pressure, Pwf (psi).';
COMMENT ON COLUMN reporting.dataset_current_values.spm_actual IS 'Pumping speed (spm).';
COMMENT ON COLUMN reporting.dataset_current_values.spm_target IS 'Target of the pumping speed (spm).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_spm_status_color
IS 'Colour of the pumping speed, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_avg_spm_act
IS 'Average pumping speed as the controller gives it (spm).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_spm_var_pct
IS 'Deviation of the pumping speed from its target (%).';
COMMENT ON COLUMN reporting.dataset_current_values.freq_vsd_hz
IS 'Frequency of the variable speed drive (Hz).';
COMMENT ON COLUMN reporting.dataset_current_values.motor_current_a_act IS 'Motor current (A).';
COMMENT ON COLUMN reporting.dataset_current_values.motor_power_hp_act IS 'Motor power (hp).';
COMMENT ON COLUMN reporting.dataset_current_values.llenado_bomba_pct IS 'Pump fill (%).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_pct IS 'Pump fill monitor (%).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_target IS 'Target of the pump fill (%).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_var
IS 'Pump fill less its target (percentage points).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_status_color
IS 'Colour of the pump fill, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.total_fluid_today_bbl IS 'Fluid of today (bbl).';
COMMENT ON COLUMN reporting.dataset_current_values.oil_today_bbl IS 'Oil of today (bbl).';
COMMENT ON COLUMN reporting.dataset_current_values.water_today_bbl IS 'Water of today (bbl).';
COMMENT ON COLUMN reporting.dataset_current_values.gas_today_mcf IS 'Gas of today (mcf).';
COMMENT ON COLUMN reporting.dataset_current_values.water_cut_pct IS 'Water cut (%).';
COMMENT ON COLUMN reporting.dataset_current_values.produccion_fluido_bpd_act IS 'Fluid rate (bpd).';
COMMENT ON COLUMN reporting.dataset_current_values.produccion_petroleo_diaria_bpd_act IS 'Oil rate (bpd).';
COMMENT ON COLUMN reporting.dataset_current_values.produccion_agua_diaria_bpd_act IS 'Water rate (bpd).';
COMMENT ON COLUMN reporting.dataset_current_values.qf_fluid_flow_monitor_bpd IS 'Fluid flow monitor (bpd).';
COMMENT ON COLUMN reporting.dataset_current_values.ipr_qmax_bpd
IS 'Greatest rate by the newest IPR curve (bpd).';
COMMENT ON COLUMN reporting.dataset_current_values.ipr_eficiencia_flujo_pct
IS 'Flow efficiency: rate over the greatest rate (%).';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_act
IS 'Accuracy of the newest card diagnosis (%).';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_status_color
IS 'Colour of the diagnosis accuracy, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_severity_label
IS 'Severity of the diagnosis accuracy in words.';
COMMENT ON COLUMN reporting.dataset_current_values.gas_fill_monitor_pct_act IS 'Gas fill of the pump (%).';
COMMENT ON COLUMN reporting.dataset_current_values.gas_fill_status_color
IS 'Colour of the gas fill, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.gas_fill_severity_label
IS 'Severity of the gas fill in words.';
COMMENT ON COLUMN reporting.dataset_current_values.rod_weight_buoyant_lb_act
IS 'Buoyant weight of the rods (lbf).';
COMMENT ON COLUMN reporting.dataset_current_values.carga_unidad_pct IS 'Load of the unit (% of rated).';
COMMENT ON COLUMN reporting.dataset_current_values.falla_vibracion_grados IS 'Tilt that stops the unit (°).';
COMMENT ON COLUMN reporting.dataset_current_values.fluid_level_tvd_ft
IS 'Fluid level from surface, TVD (ft).';
COMMENT ON COLUMN reporting.dataset_current_values.max_rod_load_lb_act IS 'Maximum rod load (lbf).';
COMMENT ON COLUMN reporting.dataset_current_values.min_rod_load_lb_act IS 'Minimum rod load (lbf).';
COMMENT ON COLUMN reporting.dataset_current_values.max_pump_load_lb_act IS 'Maximum pump load (lbf).';
COMMENT ON COLUMN reporting.dataset_current_values.min_pump_load_lb_act IS 'Minimum pump load (lbf).';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_pct_act
IS 'Rod load (% of the rated rod-string load).';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_status_level
IS 'Status level of the rod load, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_status_color
IS 'Colour of the rod load, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_status_label
IS 'Status of the rod load in words.';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_status_legend_text
IS 'Legend of the rod load''s gauge.';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_status_threshold_red
IS 'Rod load from which the gauge is red (%).';
COMMENT ON COLUMN reporting.dataset_current_values.hydralift_unit_load_pct
IS 'Load of the hydraulic unit (% of rated).';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_status_level
IS 'Status level of the unit load, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_status_color
IS 'Colour of the unit load, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_status_label
IS 'Status of the unit load in words.';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_status_legend_text
IS 'Legend of the unit load''s gauge.';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_status_threshold_red
IS 'Unit load from which the gauge is red (%).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_act IS 'Uptime (%).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_status_color
IS 'Colour of the uptime, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_severity_label
IS 'Severity of the uptime in words.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_act IS 'Energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_status_color
IS 'Colour of the energy per barrel, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_severity_label
IS 'Severity of the energy per barrel in words.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_mtbf_hrs_act IS 'Mean time between failures (h).';
COMMENT ON COLUMN reporting.dataset_current_values.mtbf_variance_pct
IS 'Deviation of the mean time between failures from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.mtbf_status_color
IS 'Colour of the mean time between failures, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_vol_eff_pct_act IS 'Volumetric efficiency (%).';
COMMENT ON COLUMN reporting.dataset_current_values.vol_eff_status_color
IS 'Colour of the volumetric efficiency, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.vol_eff_severity_label
IS 'Severity of the volumetric efficiency in words.';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_pct_act IS 'Lift efficiency (%).';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_severity_label
IS 'Severity of the lift efficiency in words.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_stroke_length_act IS 'Pump stroke in use (in).';
COMMENT ON COLUMN reporting.dataset_current_values.current_stroke_length_act_in
IS 'Stroke of the unit in use (in).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_stroke_length_var_pct
IS 'Deviation of the pump stroke from its target (%).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_stroke_length_status_color
IS 'Colour of the pump stroke, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.daily_downtime_act
IS 'Unplanned downtime of the day (min).';
COMMENT ON COLUMN reporting.dataset_current_values.daily_downtime_status_color
IS 'Colour of the downtime, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.daily_downtime_severity_label
IS 'Severity of the downtime in words.';
COMMENT ON COLUMN reporting.dataset_current_values.tank_fluid_temperature_f IS 'Tank fluid temperature (°F).';
COMMENT ON COLUMN reporting.dataset_current_values.tank_fluid_temp_status_color
IS 'Colour of the tank fluid temperature, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.tank_fluid_temperature_f_severity_label
IS 'Severity of the tank fluid temperature in words.';
COMMENT ON COLUMN reporting.dataset_current_values.dq_status
IS 'Data quality of the last 24 h: FAIL, WARNING, PASS or NO_DATA.';
COMMENT ON COLUMN reporting.dataset_current_values.inclinacion_severidad_flag
IS 'Severity of the cylinder''s tilt.';
COMMENT ON COLUMN reporting.dataset_current_values.inclinacion_cilindro_x_act
IS 'Tilt of the cylinder, x (°).';
COMMENT ON COLUMN reporting.dataset_current_values.inclinacion_cilindro_y_act
IS 'Tilt of the cylinder, y (°).';
COMMENT ON COLUMN reporting.dataset_current_values.surface_rod_position
IS 'Newest surface card, positions as a JSON array (in).';
COMMENT ON COLUMN reporting.dataset_current_values.surface_rod_load
IS 'Newest surface card, loads as a JSON array (lbf).';
COMMENT ON COLUMN reporting.dataset_current_values.downhole_pump_position
IS 'Newest downhole card, positions as a JSON array (in).';
COMMENT ON COLUMN reporting.dataset_current_values.downhole_pump_load
IS 'Newest downhole card, loads as a JSON array (lbf).';
COMMENT ON COLUMN reporting.dataset_current_values.updated_at IS 'When the row was last changed.';
COMMENT ON COLUMN reporting.dataset_current_values.mtbf_status_level
IS 'Status level of the mean time between failures, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.mtbf_severity_label
IS 'Severity of the mean time between failures in words.';
COMMENT ON COLUMN reporting.dataset_current_values.mtbf_target
IS 'Target of the mean time between failures (h).';
COMMENT ON COLUMN reporting.dataset_current_values.mtbf_baseline
IS 'Baseline of the mean time between failures (h).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_status_level
IS 'Status level of the uptime, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_baseline IS 'Baseline of the uptime (%).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_status_level
IS 'Status level of the energy per barrel, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_baseline
IS 'Baseline of the energy per barrel (kWh/bbl).';
COMMENT ON COLUMN reporting.dataset_current_values.vol_eff_status_level
IS 'Status level of the volumetric efficiency, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.vol_eff_target
IS 'Target of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.dataset_current_values.vol_eff_baseline
IS 'Baseline of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_status_level
IS 'Status level of the diagnosis accuracy, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.mtbf_status_label
IS 'Status of the mean time between failures in words.';
COMMENT ON COLUMN reporting.dataset_current_values.whp_status_level
IS 'Status level of the well head pressure, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.whp_status_label
IS 'Status of the well head pressure in words.';
COMMENT ON COLUMN reporting.dataset_current_values.whp_severity_label
IS 'Severity of the well head pressure in words.';
COMMENT ON COLUMN reporting.dataset_current_values.whp_variance_pct
IS 'Deviation of the well head pressure from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.whp_target IS 'Target of the well head pressure (psi).';
COMMENT ON COLUMN reporting.dataset_current_values.pump_spm_status_level
IS 'Status level of the pumping speed, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_spm_status_label
IS 'Status of the pumping speed in words.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_spm_severity_label
IS 'Severity of the pumping speed in words.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_status_level
IS 'Status level of the pump fill, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_status_label
IS 'Status of the pump fill in words.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_severity_label
IS 'Severity of the pump fill in words.';
COMMENT ON COLUMN reporting.dataset_current_values.pump_fill_monitor_variance_pct
IS 'Deviation of the pump fill from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.gas_fill_status_level
IS 'Status level of the gas fill, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.gas_fill_status_label
IS 'Status of the gas fill in words.';
COMMENT ON COLUMN reporting.dataset_current_values.vol_eff_status_label
IS 'Status of the volumetric efficiency in words.';
COMMENT ON COLUMN reporting.dataset_current_values.vol_eff_variance_pct
IS 'Deviation of the volumetric efficiency from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_status_label
IS 'Status of the uptime in words.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_variance_pct
IS 'Deviation of the uptime from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_uptime_pct_target IS 'Target of the uptime (%).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_status_label
IS 'Status of the energy per barrel in words.';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_variance_pct
IS 'Deviation of the energy per barrel from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.kpi_kwh_bbl_target
IS 'Target of the energy per barrel (kWh/bbl).';
COMMENT ON COLUMN reporting.dataset_current_values.tank_fluid_temp_status_level
IS 'Status level of the tank temperature, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.tank_fluid_temp_status_label
IS 'Status of the tank fluid temperature in words.';
COMMENT ON COLUMN reporting.dataset_current_values.tank_fluid_temp_variance_pct
IS 'Deviation of the tank fluid temperature from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.tank_fluid_temp_target
IS 'Target of the tank fluid temperature (°F).';
COMMENT ON COLUMN reporting.dataset_current_values.daily_downtime_status_level
IS 'Status level of the downtime, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.daily_downtime_status_label
IS 'Status of the downtime in words.';
COMMENT ON COLUMN reporting.dataset_current_values.daily_downtime_variance_pct
IS 'Deviation of the downtime from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.daily_downtime_target
IS 'Target of the downtime of a day (min).';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_status_label
IS 'Status of the diagnosis accuracy in words.';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_variance_pct
IS 'Deviation of the diagnosis accuracy from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_target
IS 'Target of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_severity_label
IS 'Severity of the rod load in words.';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_variance_pct
IS 'Deviation of the rod load from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.road_load_target IS 'Target of the rod load (%).';
COMMENT ON COLUMN reporting.dataset_current_values.whp_baseline
IS 'Baseline of the well head pressure (psi).';
COMMENT ON COLUMN reporting.dataset_current_values.gas_fill_monitor_target IS 'Target of the gas fill (%).';
COMMENT ON COLUMN reporting.dataset_current_values.gas_fill_variance_pct
IS 'Deviation of the gas fill from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_target
IS 'Target of the lift efficiency (%).';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_baseline
IS 'Baseline of the lift efficiency (%).';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_status_level
IS 'Status level of the lift efficiency, as in tbl_catalogo_status.';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_status_label
IS 'Status of the lift efficiency in words.';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_status_color
IS 'Colour of the lift efficiency, #RRGGBB.';
COMMENT ON COLUMN reporting.dataset_current_values.lift_efficiency_variance_pct
IS 'Deviation of the lift efficiency from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.ai_accuracy_baseline
IS 'Baseline of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_severity_label
IS 'Severity of the unit load in words.';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_variance_pct
IS 'Deviation of the unit load from its reference (%).';
COMMENT ON COLUMN reporting.dataset_current_values.hydraulic_load_target IS 'Target of the unit load (%).';
