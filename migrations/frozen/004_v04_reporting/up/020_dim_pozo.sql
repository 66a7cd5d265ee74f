CREATE TABLE reporting.dim_pozo (
    pozo_id integer NOT NULL,
    nombre_pozo text NOT NULL,
    cliente text,
    pais text,
    region text,
    campo text,
    api_number text,
    coordenadas_pozo text,
    tipo_pozo text,
    tipo_levantamiento text,
    profundidad_completacion_ft double precision,
    diametro_embolo_bomba_in double precision,
    longitud_carrera_nominal_unidad_in double precision,
    potencia_nominal_motor_hp double precision,
    nombre_yacimiento text,
    rod_weight_in_air_lb double precision,
    api_max_fluid_load_lb double precision,
    pump_depth_ft double precision,
    formation_depth_ft double precision,
    hydraulic_load_rated_klb double precision,
    total_reserves_bbl double precision,
    mtbf_baseline numeric,
    mtbf_target numeric,
    kpi_uptime_pct_target numeric,
    kpi_kwh_bbl_baseline numeric,
    kpi_kwh_bbl_target numeric,
    lift_efficiency_target numeric,
    vol_eff_target numeric,
    pump_spm_target numeric,
    pump_stroke_length_target numeric,
    gas_fill_monitor_target numeric,
    pump_fill_monitor_target numeric,
    tank_fluid_temperature_f_target numeric,
    road_load_status_eff_low numeric,
    road_load_status_eff_high numeric,
    hydraulic_load_status_eff_low numeric,
    hydraulic_load_status_eff_high numeric,
    fecha_ultima_actualizacion timestamptz DEFAULT now(),
    well_head_pressure_target numeric,
    well_head_pressure_baseline numeric,
    casing_head_pressure_target numeric,
    pump_intake_pressure_target numeric,
    produccion_fluido_target numeric,
    kpi_uptime_pct_baseline numeric,
    lift_efficiency_baseline numeric,
    vol_eff_baseline numeric,
    ai_accuracy_target numeric,
    ai_accuracy_baseline numeric,
    daily_downtime_target numeric,
    road_load_target numeric,
    hydraulic_load_target numeric,
    motor_current_a_rate double precision,
    motor_current_target numeric,
    alerta_inclinacion_grados double precision,
    falla_inclinacion_grados double precision,
    carga_minima_nominal_sarta_lb double precision,
    tarifa_kwh_usd numeric,
    lifting_cost_usd_bbl numeric,
    freq_vsd_hz numeric,
    np_inicial_bbl double precision,
    contador_diario text,
    fecha_sat date,
    CONSTRAINT dim_pozo_pkey PRIMARY KEY (pozo_id)
);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE reporting.dim_pozo TO bp010_operacion;

COMMENT ON TABLE reporting.dim_pozo IS 'Wells with their equipment, targets, baselines and thresholds.';
COMMENT ON COLUMN reporting.dim_pozo.pozo_id IS 'Well, equal to stage.tbl_pozo_maestra.well_id.';
COMMENT ON COLUMN reporting.dim_pozo.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.dim_pozo.cliente IS 'Operator that the well belongs to.';
COMMENT ON COLUMN reporting.dim_pozo.pais IS 'Country.';
COMMENT ON COLUMN reporting.dim_pozo.region IS 'Region.';
COMMENT ON COLUMN reporting.dim_pozo.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.dim_pozo.api_number IS 'API well number.';
COMMENT ON COLUMN reporting.dim_pozo.coordenadas_pozo
IS 'Coordinates of the well head, latitude and longitude in °.';
COMMENT ON COLUMN reporting.dim_pozo.tipo_pozo IS 'Kind of well.';
COMMENT ON COLUMN reporting.dim_pozo.tipo_levantamiento IS 'Kind of artificial lift.';
COMMENT ON COLUMN reporting.dim_pozo.profundidad_completacion_ft IS 'Completion depth (ft).';
COMMENT ON COLUMN reporting.dim_pozo.diametro_embolo_bomba_in IS 'Pump plunger diameter (in).';
COMMENT ON COLUMN reporting.dim_pozo.longitud_carrera_nominal_unidad_in IS 'Rated stroke of the unit (in).';
COMMENT ON COLUMN reporting.dim_pozo.potencia_nominal_motor_hp IS 'Rated motor power (hp).';
COMMENT ON COLUMN reporting.dim_pozo.nombre_yacimiento IS 'Name of the reservoir.';
COMMENT ON COLUMN reporting.dim_pozo.rod_weight_in_air_lb IS 'Weight of the rod string in air (lbf).';
COMMENT ON COLUMN reporting.dim_pozo.api_max_fluid_load_lb IS 'API maximum fluid load (lbf).';
COMMENT ON COLUMN reporting.dim_pozo.pump_depth_ft IS 'True vertical depth of the pump (ft).';
COMMENT ON COLUMN reporting.dim_pozo.formation_depth_ft IS 'True vertical depth of the reservoir (ft).';
COMMENT ON COLUMN reporting.dim_pozo.hydraulic_load_rated_klb IS 'Rated load of the hydraulic unit (klbf).';
COMMENT ON COLUMN reporting.dim_pozo.total_reserves_bbl IS 'Initial recoverable reserves (bbl).';
COMMENT ON COLUMN reporting.dim_pozo.mtbf_baseline IS 'Baseline of the mean time between failures (h).';
COMMENT ON COLUMN reporting.dim_pozo.mtbf_target IS 'Target of the mean time between failures (h).';
COMMENT ON COLUMN reporting.dim_pozo.kpi_uptime_pct_target IS 'Target of the uptime (%).';
COMMENT ON COLUMN reporting.dim_pozo.kpi_kwh_bbl_baseline
IS 'Baseline of the energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.dim_pozo.kpi_kwh_bbl_target
IS 'Target of the energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.dim_pozo.lift_efficiency_target IS 'Target of the lift efficiency (%).';
COMMENT ON COLUMN reporting.dim_pozo.vol_eff_target IS 'Target of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.dim_pozo.pump_spm_target IS 'Target of the pumping speed (spm).';
COMMENT ON COLUMN reporting.dim_pozo.pump_stroke_length_target IS 'Target of the pump stroke (in).';
COMMENT ON COLUMN reporting.dim_pozo.gas_fill_monitor_target IS 'Target of the gas fill (%).';
COMMENT ON COLUMN reporting.dim_pozo.pump_fill_monitor_target IS 'Target of the pump fill (%).';
COMMENT ON COLUMN reporting.dim_pozo.tank_fluid_temperature_f_target
IS 'Target of the tank fluid temperature (°F).';
COMMENT ON COLUMN reporting.dim_pozo.road_load_status_eff_low
IS 'Rod load up to which all is well (% of rated).';
COMMENT ON COLUMN reporting.dim_pozo.road_load_status_eff_high
IS 'Rod load beyond which it is critical (% of rated).';
COMMENT ON COLUMN reporting.dim_pozo.hydraulic_load_status_eff_low
IS 'Unit load up to which all is well (% of rated).';
COMMENT ON COLUMN reporting.dim_pozo.hydraulic_load_status_eff_high
IS 'Unit load beyond which it is critical (% of rated).';
COMMENT ON COLUMN reporting.dim_pozo.fecha_ultima_actualizacion IS 'When the row was last changed.';
COMMENT ON COLUMN reporting.dim_pozo.well_head_pressure_target IS 'Target of the well head pressure (psi).';
COMMENT ON COLUMN reporting.dim_pozo.well_head_pressure_baseline
IS 'Baseline of the well head pressure (psi).';
COMMENT ON COLUMN reporting.dim_pozo.casing_head_pressure_target
IS 'Target of the casing head pressure (psi).';
COMMENT ON COLUMN reporting.dim_pozo.pump_intake_pressure_target
IS 'Target of the pump intake pressure (psi).';
COMMENT ON COLUMN reporting.dim_pozo.produccion_fluido_target IS 'Target of the fluid rate (bpd).';
COMMENT ON COLUMN reporting.dim_pozo.kpi_uptime_pct_baseline IS 'Baseline of the uptime (%).';
COMMENT ON COLUMN reporting.dim_pozo.lift_efficiency_baseline IS 'Baseline of the lift efficiency (%).';
COMMENT ON COLUMN reporting.dim_pozo.vol_eff_baseline IS 'Baseline of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.dim_pozo.ai_accuracy_target IS 'Target of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.dim_pozo.ai_accuracy_baseline IS 'Baseline of the diagnosis accuracy (%).';
COMMENT ON COLUMN reporting.dim_pozo.daily_downtime_target
IS 'Target of the unplanned downtime of a day (min).';
COMMENT ON COLUMN reporting.dim_pozo.road_load_target IS 'Target of the rod load (% of rated).';
COMMENT ON COLUMN reporting.dim_pozo.hydraulic_load_target IS 'Target of the unit load (% of rated).';
COMMENT ON COLUMN reporting.dim_pozo.motor_current_a_rate IS 'Rated motor current (A).';
COMMENT ON COLUMN reporting.dim_pozo.motor_current_target IS 'Target of the motor current (A).';
COMMENT ON COLUMN reporting.dim_pozo.alerta_inclinacion_grados IS 'Tilt that raises a warning (°).';
COMMENT ON COLUMN reporting.dim_pozo.falla_inclinacion_grados IS 'Tilt that stops the unit (°).';
COMMENT ON COLUMN reporting.dim_pozo.carga_minima_nominal_sarta_lb IS 'Rated load of the rod string (lbf).';
COMMENT ON COLUMN reporting.dim_pozo.tarifa_kwh_usd IS 'Price of energy (USD/kWh).';
COMMENT ON COLUMN reporting.dim_pozo.lifting_cost_usd_bbl IS 'Lifting cost (USD/bbl).';
COMMENT ON COLUMN reporting.dim_pozo.freq_vsd_hz IS 'Configured frequency of the variable speed drive (Hz).';
COMMENT ON COLUMN reporting.dim_pozo.np_inicial_bbl
IS 'Oil produced before the first reading, as the facts count it in (bbl).';
COMMENT ON COLUMN reporting.dim_pozo.contador_diario
IS 'Regime of the daily counters in force: acumulado or dia_cerrado.';
COMMENT ON COLUMN reporting.dim_pozo.fecha_sat IS 'Day of the site acceptance test.';
