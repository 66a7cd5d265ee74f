-- noqa: disable=LT02,ST05
-- A subquery after LATERAL cannot be a CTE; how far VALUES there are indented, sqlfluff does not know.
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
    tiempo.momento AS medida_en,
    floor(extract(EPOCH FROM reloj.ahora - tiempo.momento) / 60)::integer AS edad_min,
    medidas.limite_min,
    reloj.ahora - tiempo.momento > make_interval(mins => medidas.limite_min) AS es_vieja
FROM reporting.dataset_current_values AS actual
CROSS JOIN reloj
CROSS JOIN LATERAL (
    VALUES
    ('motor_running_flag', actual.motor_running_flag::integer::double precision),
    ('well_head_pressure_psi_act', actual.well_head_pressure_psi_act),
    ('casing_head_pressure_psi_act', actual.casing_head_pressure_psi_act),
    ('pump_intake_pressure_psi_act', actual.pump_intake_pressure_psi_act),
    ('pump_discharge_pressure_psi_act', actual.pump_discharge_pressure_psi_act),
    ('pump_avg_spm_act', actual.pump_avg_spm_act),
    ('spm_actual', actual.spm_actual),
    ('motor_current_a_act', actual.motor_current_a_act),
    ('motor_power_hp_act', actual.motor_power_hp_act),
    ('pump_fill_monitor_pct', actual.pump_fill_monitor_pct),
    ('llenado_bomba_pct', actual.llenado_bomba_pct),
    ('gas_fill_monitor_pct_act', actual.gas_fill_monitor_pct_act),
    ('lift_efficiency_pct_act', actual.lift_efficiency_pct_act),
    ('tank_fluid_temperature_f', actual.tank_fluid_temperature_f),
    ('total_fluid_today_bbl', actual.total_fluid_today_bbl),
    ('oil_today_bbl', actual.oil_today_bbl),
    ('water_today_bbl', actual.water_today_bbl),
    ('gas_today_mcf', actual.gas_today_mcf),
    ('water_cut_pct', actual.water_cut_pct),
    ('produccion_fluido_bpd_act', actual.produccion_fluido_bpd_act),
    ('produccion_petroleo_diaria_bpd_act', actual.produccion_petroleo_diaria_bpd_act),
    ('produccion_agua_diaria_bpd_act', actual.produccion_agua_diaria_bpd_act),
    ('qf_fluid_flow_monitor_bpd', actual.qf_fluid_flow_monitor_bpd),
    ('rod_weight_buoyant_lb_act', actual.rod_weight_buoyant_lb_act),
    ('max_rod_load_lb_act', actual.max_rod_load_lb_act),
    ('min_rod_load_lb_act', actual.min_rod_load_lb_act),
    ('max_pump_load_lb_act', actual.max_pump_load_lb_act),
    ('min_pump_load_lb_act', actual.min_pump_load_lb_act),
    ('pump_stroke_length_act', actual.pump_stroke_length_act),
    ('current_stroke_length_act_in', actual.current_stroke_length_act_in),
    ('daily_downtime_act', actual.daily_downtime_act),
    ('inclinacion_cilindro_x_act', actual.inclinacion_cilindro_x_act),
    ('inclinacion_cilindro_y_act', actual.inclinacion_cilindro_y_act),
    ('road_load_pct_act', actual.road_load_pct_act),
    ('hydralift_unit_load_pct', actual.hydralift_unit_load_pct),
    ('fluid_level_tvd_ft', actual.fluid_level_tvd_ft),
    ('pwf_psi_act', actual.pwf_psi_act)
) AS leida (medida, valor)
INNER JOIN reporting.vw_medidas AS medidas ON leida.medida = medidas.medida
CROSS JOIN LATERAL (
    SELECT
        CASE medidas.medida
            WHEN 'fluid_level_tvd_ft' THEN actual.fluid_level_tvd_en
            WHEN 'pwf_psi_act' THEN actual.pwf_psi_en
            ELSE actual.momentos[medidas.posicion]
        END AS momento
) AS tiempo
WHERE leida.valor IS NOT NULL AND tiempo.momento IS NOT NULL; -- the master's rated stroke is no measure

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
