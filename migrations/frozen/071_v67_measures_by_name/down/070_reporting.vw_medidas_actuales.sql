-- noqa: disable=LT02
-- How far VALUES after LATERAL are to be indented, sqlfluff does not know.
CREATE OR REPLACE VIEW reporting.vw_medidas_actuales
WITH (security_invoker = TRUE) AS
WITH reloj AS (
    SELECT etl.fnc_ahora() AS ahora
)

SELECT
    actual.well_id,
    medidas.medida,
    leida.valor,
    medidas.unidad,
    leida.momento AS medida_en,
    floor(extract(EPOCH FROM reloj.ahora - leida.momento) / 60)::integer AS edad_min,
    medidas.limite_min,
    reloj.ahora - leida.momento > make_interval(mins => medidas.limite_min) AS es_vieja
FROM reporting.dataset_current_values AS actual
CROSS JOIN reloj
CROSS JOIN LATERAL (
    VALUES
    (1, actual.motor_running_flag::integer::double precision, actual.momentos[1]),
    (2, actual.well_head_pressure_psi_act, actual.momentos[2]),
    (3, actual.casing_head_pressure_psi_act, actual.momentos[3]),
    (4, actual.pump_intake_pressure_psi_act, actual.momentos[4]),
    (5, actual.pump_discharge_pressure_psi_act, actual.momentos[5]),
    (6, actual.pump_avg_spm_act, actual.momentos[6]),
    (7, actual.spm_actual, actual.momentos[7]),
    (8, actual.motor_current_a_act, actual.momentos[8]),
    (9, actual.motor_power_hp_act, actual.momentos[9]),
    (10, actual.pump_fill_monitor_pct, actual.momentos[10]),
    (11, actual.llenado_bomba_pct, actual.momentos[11]),
    (12, actual.gas_fill_monitor_pct_act, actual.momentos[12]),
    (13, actual.lift_efficiency_pct_act, actual.momentos[13]),
    (14, actual.tank_fluid_temperature_f, actual.momentos[14]),
    (15, actual.total_fluid_today_bbl, actual.momentos[15]),
    (16, actual.oil_today_bbl, actual.momentos[16]),
    (17, actual.water_today_bbl, actual.momentos[17]),
    (18, actual.gas_today_mcf, actual.momentos[18]),
    (19, actual.water_cut_pct, actual.momentos[19]),
    (20, actual.produccion_fluido_bpd_act, actual.momentos[20]),
    (21, actual.produccion_petroleo_diaria_bpd_act, actual.momentos[21]),
    (22, actual.produccion_agua_diaria_bpd_act, actual.momentos[22]),
    (23, actual.qf_fluid_flow_monitor_bpd, actual.momentos[23]),
    (24, actual.rod_weight_buoyant_lb_act, actual.momentos[24]),
    (25, actual.max_rod_load_lb_act, actual.momentos[25]),
    (26, actual.min_rod_load_lb_act, actual.momentos[26]),
    (27, actual.max_pump_load_lb_act, actual.momentos[27]),
    (28, actual.min_pump_load_lb_act, actual.momentos[28]),
    (29, actual.pump_stroke_length_act, actual.momentos[29]),
    (30, actual.current_stroke_length_act_in, actual.momentos[30]),
    (31, actual.daily_downtime_act, actual.momentos[31]),
    (32, actual.inclinacion_cilindro_x_act, actual.momentos[32]),
    (33, actual.inclinacion_cilindro_y_act, actual.momentos[33]),
    (34, actual.road_load_pct_act, actual.momentos[34]),
    (35, actual.hydralift_unit_load_pct, actual.momentos[35]),
    (36, actual.fluid_level_tvd_ft, actual.fluid_level_tvd_en),
    (37, actual.pwf_psi_act, actual.pwf_psi_en)
) AS leida (posicion, valor, momento)
INNER JOIN reporting.vw_medidas AS medidas ON leida.posicion = medidas.posicion
WHERE leida.valor IS NOT NULL AND leida.momento IS NOT NULL; -- the master's rated stroke is no measure

COMMENT ON VIEW reporting.vw_medidas_actuales
IS 'One row per well and measure of the snapshot that was read: the value, when it was read, whether it is '
'old.';
COMMENT ON COLUMN reporting.vw_medidas_actuales.well_id IS 'Well.';
COMMENT ON COLUMN reporting.vw_medidas_actuales.medida IS 'Column of the snapshot.';
COMMENT ON COLUMN reporting.vw_medidas_actuales.valor IS 'Its value in unidad; 1 and 0 for yes and no.';
COMMENT ON COLUMN reporting.vw_medidas_actuales.unidad IS 'Unit of the value.';
COMMENT ON COLUMN reporting.vw_medidas_actuales.medida_en
IS 'Time of the reading that the value is of, of the older one where it is made of two.';
COMMENT ON COLUMN reporting.vw_medidas_actuales.edad_min IS 'How long ago that is (min).';
COMMENT ON COLUMN reporting.vw_medidas_actuales.limite_min IS 'Age beyond which such a value is old (min).';
COMMENT ON COLUMN reporting.vw_medidas_actuales.es_vieja IS 'Whether it is older than that.';

GRANT SELECT ON TABLE reporting.vw_medidas_actuales TO bp010_panel;
