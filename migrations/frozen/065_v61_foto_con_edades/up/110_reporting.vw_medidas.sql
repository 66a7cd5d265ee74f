CREATE OR REPLACE VIEW reporting.vw_medidas
WITH (security_invoker = TRUE) AS
-- Constants, as the columns of the snapshot are: what of it a person reads as a measure, and the reading's
-- column whose class says how long it counts as new. The position is that in dataset_current_values.momentos.
WITH limites AS MATERIALIZED (
    SELECT
        coalesce(referencial.fnc_config('VIGENCIA', 'alta_min'), 60)::integer AS alta_min,
        coalesce(referencial.fnc_config('VIGENCIA', 'media_min'), 1440)::integer AS media_min,
        coalesce(referencial.fnc_config('VIGENCIA', 'baja_min'), 43200)::integer AS baja_min
),

mapa AS (
    SELECT
        tags.columna_stage,
        min(tags.id_formato1) AS id_formato1
    FROM referencial.tbl_var_scada_map AS tags
    GROUP BY tags.columna_stage
)

SELECT
    medidas.posicion,
    medidas.medida,
    medidas.columna_lectura,
    medidas.unidad,
    coalesce(magnitud.volatilidad, 'ALTA') AS volatilidad,
    CASE magnitud.volatilidad
        WHEN 'MEDIA' THEN limites.media_min
        WHEN 'BAJA' THEN limites.baja_min
        ELSE limites.alta_min
    END AS limite_min
FROM (
    VALUES
    (1, 'motor_running_flag', 'estado_motor', NULL),
    (2, 'well_head_pressure_psi_act', 'presion_cabezal', 'psi'),
    (3, 'casing_head_pressure_psi_act', 'presion_casing', 'psi'),
    (4, 'pump_intake_pressure_psi_act', 'pip', 'psi'),
    (5, 'pump_discharge_pressure_psi_act', 'presion_descarga_bomba', 'psi'),
    (6, 'pump_avg_spm_act', 'spm_promedio', 'spm'),
    (7, 'spm_actual', 'spm_promedio', 'spm'),
    (8, 'motor_current_a_act', 'current_amperage', 'A'),
    (9, 'motor_power_hp_act', 'potencia_actual_motor', 'hp'),
    (10, 'pump_fill_monitor_pct', 'pump_fill_monitor', '%'),
    (11, 'llenado_bomba_pct', 'pump_fill_monitor', '%'),
    (12, 'gas_fill_monitor_pct_act', 'monitor_llenado_gas', '%'),
    (13, 'lift_efficiency_pct_act', 'eficiencia_levantamiento', '%'),
    (14, 'tank_fluid_temperature_f', 'temperatura_tanque_aceite', '°F'),
    (15, 'total_fluid_today_bbl', 'produccion_fluido_diaria', 'bbl'),
    (16, 'oil_today_bbl', 'produccion_petroleo_diaria', 'bbl'),
    (17, 'water_today_bbl', 'produccion_agua_diaria', 'bbl'),
    (18, 'gas_today_mcf', 'produccion_gas_diaria', 'mcf'),
    (19, 'water_cut_pct', 'porcentaje_agua', '%'),
    (20, 'produccion_fluido_bpd_act', 'produccion_fluido_diaria', 'bpd'),
    (21, 'produccion_petroleo_diaria_bpd_act', 'produccion_petroleo_diaria', 'bpd'),
    (22, 'produccion_agua_diaria_bpd_act', 'produccion_agua_diaria', 'bpd'),
    (23, 'qf_fluid_flow_monitor_bpd', 'fluid_flow_monitor_bpd', 'bpd'),
    (24, 'rod_weight_buoyant_lb_act', 'rod_weight_buoyant', 'lbf'),
    (25, 'max_rod_load_lb_act', 'maximum_rod_load', 'lbf'),
    (26, 'min_rod_load_lb_act', 'minimum_rod_load', 'lbf'),
    (27, 'max_pump_load_lb_act', 'monitor_carga_bomba', 'lbf'),
    (28, 'min_pump_load_lb_act', 'monitor_carga_bomba', 'lbf'),
    (29, 'pump_stroke_length_act', 'carrera_bomba_api', 'in'),
    (30, 'current_stroke_length_act_in', 's_road_stroke', 'in'),
    (31, 'daily_downtime_act', 'tiempo_parada_poc_diario', 'min'),
    (32, 'inclinacion_cilindro_x_act', 'inclinacion_cilindro_x', '°'),
    (33, 'inclinacion_cilindro_y_act', 'inclinacion_cilindro_y', '°'),
    (34, 'road_load_pct_act', 'maximum_rod_load', '%'),
    (35, 'hydralift_unit_load_pct', 'maximum_rod_load', '%'),
    (36, 'fluid_level_tvd_ft', 'nivel_fluido_dinamico', 'ft'),
    (37, 'pwf_psi_act', 'pip', 'psi')
) AS medidas (posicion, medida, columna_lectura, unidad) -- noqa: RF04
CROSS JOIN limites
LEFT JOIN mapa ON medidas.columna_lectura = mapa.columna_stage
LEFT JOIN referencial.tbl_maestra_variables AS magnitud ON mapa.id_formato1 = magnitud.id_formato1;

COMMENT ON VIEW reporting.vw_medidas
IS 'Measures of the snapshot, and how old each may be before it is called old, by its class (settings '
'VIGENCIA).';
COMMENT ON COLUMN reporting.vw_medidas.posicion IS 'Place in dataset_current_values.momentos.';
COMMENT ON COLUMN reporting.vw_medidas.medida IS 'Column of the snapshot.';
COMMENT ON COLUMN reporting.vw_medidas.columna_lectura
IS 'Column of the readings whose class the measure has.';
COMMENT ON COLUMN reporting.vw_medidas.unidad IS 'Unit of its values.';
COMMENT ON COLUMN reporting.vw_medidas.volatilidad IS 'Class: ALTA, MEDIA or BAJA.';
COMMENT ON COLUMN reporting.vw_medidas.limite_min IS 'Age beyond which a value is old (min).';

GRANT SELECT ON TABLE reporting.vw_medidas TO bp010_panel;
