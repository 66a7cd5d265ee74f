CREATE OR REPLACE VIEW reporting.vw_ultimas_medidas
WITH (security_invoker = TRUE) AS
-- The readings that the times are of are looked up, so that what a reading is corrected to is here at once.
SELECT
    ultimas.well_id,
    leida.presion_cabezal,
    CASE WHEN leida.presion_cabezal IS NOT NULL THEN ultimas.momentos[1] END AS presion_cabezal_en,
    leida.presion_casing,
    CASE WHEN leida.presion_casing IS NOT NULL THEN ultimas.momentos[2] END AS presion_casing_en,
    leida.pip,
    CASE WHEN leida.pip IS NOT NULL THEN ultimas.momentos[3] END AS pip_en,
    leida.presion_descarga_bomba,
    CASE
        WHEN leida.presion_descarga_bomba IS NOT NULL
            THEN ultimas.momentos[4]
    END AS presion_descarga_bomba_en,
    leida.spm_promedio,
    CASE WHEN leida.spm_promedio IS NOT NULL THEN ultimas.momentos[5] END AS spm_promedio_en,
    leida.current_amperage,
    CASE WHEN leida.current_amperage IS NOT NULL THEN ultimas.momentos[6] END AS current_amperage_en,
    leida.potencia_actual_motor,
    CASE
        WHEN leida.potencia_actual_motor IS NOT NULL
            THEN ultimas.momentos[7]
    END AS potencia_actual_motor_en,
    leida.pump_fill_monitor,
    CASE WHEN leida.pump_fill_monitor IS NOT NULL THEN ultimas.momentos[8] END AS pump_fill_monitor_en,
    leida.monitor_llenado_gas,
    CASE WHEN leida.monitor_llenado_gas IS NOT NULL THEN ultimas.momentos[9] END AS monitor_llenado_gas_en,
    leida.eficiencia_levantamiento,
    CASE
        WHEN leida.eficiencia_levantamiento IS NOT NULL
            THEN ultimas.momentos[10]
    END AS eficiencia_levantamiento_en,
    leida.temperatura_tanque_aceite,
    CASE
        WHEN leida.temperatura_tanque_aceite IS NOT NULL
            THEN ultimas.momentos[11]
    END AS temperatura_tanque_aceite_en,
    leida.porcentaje_agua,
    CASE WHEN leida.porcentaje_agua IS NOT NULL THEN ultimas.momentos[12] END AS porcentaje_agua_en,
    leida.produccion_fluido_diaria,
    CASE
        WHEN leida.produccion_fluido_diaria IS NOT NULL
            THEN ultimas.momentos[13]
    END AS produccion_fluido_diaria_en,
    leida.produccion_petroleo_diaria,
    CASE
        WHEN leida.produccion_petroleo_diaria IS NOT NULL
            THEN ultimas.momentos[14]
    END AS produccion_petroleo_diaria_en,
    leida.produccion_agua_diaria,
    CASE
        WHEN leida.produccion_agua_diaria IS NOT NULL
            THEN ultimas.momentos[15]
    END AS produccion_agua_diaria_en,
    leida.produccion_gas_diaria,
    CASE
        WHEN leida.produccion_gas_diaria IS NOT NULL
            THEN ultimas.momentos[16]
    END AS produccion_gas_diaria_en,
    leida.fluid_flow_monitor_bpd,
    CASE
        WHEN leida.fluid_flow_monitor_bpd IS NOT NULL
            THEN ultimas.momentos[17]
    END AS fluid_flow_monitor_bpd_en,
    leida.medidor_produccion_fluido,
    CASE
        WHEN leida.medidor_produccion_fluido IS NOT NULL
            THEN ultimas.momentos[18]
    END AS medidor_produccion_fluido_en,
    leida.produccion_petroleo_acumulada,
    CASE
        WHEN leida.produccion_petroleo_acumulada IS NOT NULL
            THEN ultimas.momentos[19]
    END AS produccion_petroleo_acumulada_en,
    leida.medidor_produccion_agua,
    CASE
        WHEN leida.medidor_produccion_agua IS NOT NULL
            THEN ultimas.momentos[20]
    END AS medidor_produccion_agua_en,
    leida.medidor_produccion_gas,
    CASE
        WHEN leida.medidor_produccion_gas IS NOT NULL
            THEN ultimas.momentos[21]
    END AS medidor_produccion_gas_en,
    leida.rod_weight_buoyant,
    CASE WHEN leida.rod_weight_buoyant IS NOT NULL THEN ultimas.momentos[22] END AS rod_weight_buoyant_en,
    leida.maximum_rod_load,
    CASE WHEN leida.maximum_rod_load IS NOT NULL THEN ultimas.momentos[23] END AS maximum_rod_load_en,
    leida.minimum_rod_load,
    CASE WHEN leida.minimum_rod_load IS NOT NULL THEN ultimas.momentos[24] END AS minimum_rod_load_en,
    leida.monitor_carga_bomba,
    CASE WHEN leida.monitor_carga_bomba IS NOT NULL THEN ultimas.momentos[25] END AS monitor_carga_bomba_en,
    leida.carrera_bomba_api,
    CASE WHEN leida.carrera_bomba_api IS NOT NULL THEN ultimas.momentos[26] END AS carrera_bomba_api_en,
    leida.longitud_carrera_nominal_unidad_in,
    CASE
        WHEN leida.longitud_carrera_nominal_unidad_in IS NOT NULL
            THEN ultimas.momentos[27]
    END AS longitud_carrera_nominal_unidad_in_en,
    leida.s_road_stroke,
    CASE WHEN leida.s_road_stroke IS NOT NULL THEN ultimas.momentos[28] END AS s_road_stroke_en,
    leida.tiempo_parada_poc_diario,
    CASE
        WHEN leida.tiempo_parada_poc_diario IS NOT NULL
            THEN ultimas.momentos[29]
    END AS tiempo_parada_poc_diario_en,
    leida.inclinacion_cilindro_x,
    CASE
        WHEN leida.inclinacion_cilindro_x IS NOT NULL
            THEN ultimas.momentos[30]
    END AS inclinacion_cilindro_x_en,
    leida.inclinacion_cilindro_y,
    CASE
        WHEN leida.inclinacion_cilindro_y IS NOT NULL
            THEN ultimas.momentos[31]
    END AS inclinacion_cilindro_y_en,
    leida.nivel_fluido_dinamico,
    CASE
        WHEN leida.nivel_fluido_dinamico IS NOT NULL
            THEN ultimas.momentos[32]
    END AS nivel_fluido_dinamico_en,
    leida.alerta_inclinacion_grados,
    CASE
        WHEN leida.alerta_inclinacion_grados IS NOT NULL
            THEN ultimas.momentos[33]
    END AS alerta_inclinacion_grados_en,
    leida.falla_inclinacion_grados,
    CASE
        WHEN leida.falla_inclinacion_grados IS NOT NULL
            THEN ultimas.momentos[34]
    END AS falla_inclinacion_grados_en,
    leida.estado_motor,
    CASE WHEN leida.estado_motor IS NOT NULL THEN ultimas.momentos[35] END AS estado_motor_en
FROM reporting.tbl_ultimas_medidas AS ultimas
CROSS JOIN LATERAL (
    SELECT
        max(lectura.presion_cabezal) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[1]
        ) AS presion_cabezal,
        max(lectura.presion_casing) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[2]
        ) AS presion_casing,
        max(lectura.pip) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[3]
        ) AS pip,
        max(lectura.presion_descarga_bomba) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[4]
        ) AS presion_descarga_bomba,
        max(lectura.spm_promedio) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[5]
        ) AS spm_promedio,
        max(lectura.current_amperage) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[6]
        ) AS current_amperage,
        max(lectura.potencia_actual_motor) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[7]
        ) AS potencia_actual_motor,
        max(lectura.pump_fill_monitor) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[8]
        ) AS pump_fill_monitor,
        max(lectura.monitor_llenado_gas) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[9]
        ) AS monitor_llenado_gas,
        max(lectura.eficiencia_levantamiento) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[10]
        ) AS eficiencia_levantamiento,
        max(lectura.temperatura_tanque_aceite) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[11]
        ) AS temperatura_tanque_aceite,
        max(lectura.porcentaje_agua) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[12]
        ) AS porcentaje_agua,
        max(lectura.produccion_fluido_diaria) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[13]
        ) AS produccion_fluido_diaria,
        max(lectura.produccion_petroleo_diaria) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[14]
        ) AS produccion_petroleo_diaria,
        max(lectura.produccion_agua_diaria) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[15]
        ) AS produccion_agua_diaria,
        max(lectura.produccion_gas_diaria) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[16]
        ) AS produccion_gas_diaria,
        max(lectura.fluid_flow_monitor_bpd) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[17]
        ) AS fluid_flow_monitor_bpd,
        max(lectura.medidor_produccion_fluido) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[18]
        ) AS medidor_produccion_fluido,
        max(lectura.produccion_petroleo_acumulada) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[19]
        ) AS produccion_petroleo_acumulada,
        max(lectura.medidor_produccion_agua) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[20]
        ) AS medidor_produccion_agua,
        max(lectura.medidor_produccion_gas) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[21]
        ) AS medidor_produccion_gas,
        max(lectura.rod_weight_buoyant) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[22]
        ) AS rod_weight_buoyant,
        max(lectura.maximum_rod_load) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[23]
        ) AS maximum_rod_load,
        max(lectura.minimum_rod_load) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[24]
        ) AS minimum_rod_load,
        max(lectura.monitor_carga_bomba) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[25]
        ) AS monitor_carga_bomba,
        max(lectura.carrera_bomba_api) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[26]
        ) AS carrera_bomba_api,
        max(lectura.longitud_carrera_nominal_unidad_in) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[27]
        ) AS longitud_carrera_nominal_unidad_in,
        max(lectura.s_road_stroke) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[28]
        ) AS s_road_stroke,
        max(lectura.tiempo_parada_poc_diario) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[29]
        ) AS tiempo_parada_poc_diario,
        max(lectura.inclinacion_cilindro_x) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[30]
        ) AS inclinacion_cilindro_x,
        max(lectura.inclinacion_cilindro_y) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[31]
        ) AS inclinacion_cilindro_y,
        max(lectura.nivel_fluido_dinamico) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[32]
        ) AS nivel_fluido_dinamico,
        max(lectura.alerta_inclinacion_grados) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[33]
        ) AS alerta_inclinacion_grados,
        max(lectura.falla_inclinacion_grados) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[34]
        ) AS falla_inclinacion_grados,
        bool_or(lectura.estado_motor) FILTER (
            WHERE lectura.timestamp_lectura = ultimas.momentos[35]
        ) AS estado_motor
    FROM stage.tbl_pozo_produccion AS lectura
    WHERE lectura.well_id = ultimas.well_id AND lectura.timestamp_lectura = ANY(ultimas.momentos)
) AS leida;

COMMENT ON VIEW reporting.vw_ultimas_medidas
IS 'One row per well: the newest usable value of each measure of the snapshot, and when it was read.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.well_id IS 'Well.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.presion_cabezal
IS 'Newest value: well head pressure, WHP (psi).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.presion_cabezal_en
IS 'Time of the reading that presion_cabezal is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.presion_casing
IS 'Newest value: casing head pressure, CHP (psi).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.presion_casing_en
IS 'Time of the reading that presion_casing is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.pip IS 'Newest value: pump intake pressure, PIP (psi).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.pip_en IS 'Time of the reading that pip is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.presion_descarga_bomba
IS 'Newest value: pump discharge pressure, PDP (psi).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.presion_descarga_bomba_en
IS 'Time of the reading that presion_descarga_bomba is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.spm_promedio IS 'Newest value: average pumping speed (spm).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.spm_promedio_en
IS 'Time of the reading that spm_promedio is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.current_amperage IS 'Newest value: motor current (A).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.current_amperage_en
IS 'Time of the reading that current_amperage is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.potencia_actual_motor IS 'Newest value: motor power (hp).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.potencia_actual_motor_en
IS 'Time of the reading that potencia_actual_motor is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.pump_fill_monitor IS 'Newest value: pump fill (%).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.pump_fill_monitor_en
IS 'Time of the reading that pump_fill_monitor is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.monitor_llenado_gas
IS 'Newest value: gas fill of the pump (%).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.monitor_llenado_gas_en
IS 'Time of the reading that monitor_llenado_gas is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.eficiencia_levantamiento
IS 'Newest value: lift efficiency (%).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.eficiencia_levantamiento_en
IS 'Time of the reading that eficiencia_levantamiento is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.temperatura_tanque_aceite
IS 'Newest value: hydraulic oil tank temperature (°F).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.temperatura_tanque_aceite_en
IS 'Time of the reading that temperatura_tanque_aceite is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.porcentaje_agua IS 'Newest value: water cut (%).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.porcentaje_agua_en
IS 'Time of the reading that porcentaje_agua is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_fluido_diaria
IS 'Newest value: daily counter of fluid (bbl).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_fluido_diaria_en
IS 'Time of the reading that produccion_fluido_diaria is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_petroleo_diaria
IS 'Newest value: daily counter of oil (bbl).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_petroleo_diaria_en
IS 'Time of the reading that produccion_petroleo_diaria is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_agua_diaria
IS 'Newest value: daily counter of water (bbl).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_agua_diaria_en
IS 'Time of the reading that produccion_agua_diaria is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_gas_diaria
IS 'Newest value: daily counter of gas (scf).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_gas_diaria_en
IS 'Time of the reading that produccion_gas_diaria is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.fluid_flow_monitor_bpd
IS 'Newest value: fluid flow monitor (bpd).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.fluid_flow_monitor_bpd_en
IS 'Time of the reading that fluid_flow_monitor_bpd is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.medidor_produccion_fluido
IS 'Newest value: meter of fluid, runs on through the days (bbl).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.medidor_produccion_fluido_en
IS 'Time of the reading that medidor_produccion_fluido is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_petroleo_acumulada
IS 'Newest value: meter of oil, runs on through the days (bbl).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.produccion_petroleo_acumulada_en
IS 'Time of the reading that produccion_petroleo_acumulada is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.medidor_produccion_agua
IS 'Newest value: meter of water, runs on through the days (bbl).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.medidor_produccion_agua_en
IS 'Time of the reading that medidor_produccion_agua is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.medidor_produccion_gas
IS 'Newest value: meter of gas, runs on through the days (scf).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.medidor_produccion_gas_en
IS 'Time of the reading that medidor_produccion_gas is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.rod_weight_buoyant
IS 'Newest value: buoyant weight of the rods (lbf).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.rod_weight_buoyant_en
IS 'Time of the reading that rod_weight_buoyant is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.maximum_rod_load IS 'Newest value: maximum rod load (lbf).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.maximum_rod_load_en
IS 'Time of the reading that maximum_rod_load is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.minimum_rod_load IS 'Newest value: minimum rod load (lbf).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.minimum_rod_load_en
IS 'Time of the reading that minimum_rod_load is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.monitor_carga_bomba
IS 'Newest value: pump load monitor (lbf).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.monitor_carga_bomba_en
IS 'Time of the reading that monitor_carga_bomba is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.carrera_bomba_api IS 'Newest value: API pump stroke (in).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.carrera_bomba_api_en
IS 'Time of the reading that carrera_bomba_api is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.longitud_carrera_nominal_unidad_in
IS 'Newest value: rated stroke as the controller knows it (in).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.longitud_carrera_nominal_unidad_in_en
IS 'Time of the reading that longitud_carrera_nominal_unidad_in is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.s_road_stroke
IS 'Newest value: stroke of the rod as set at surface (in).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.s_road_stroke_en
IS 'Time of the reading that s_road_stroke is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.tiempo_parada_poc_diario
IS 'Newest value: daily counter of pump-off downtime (h).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.tiempo_parada_poc_diario_en
IS 'Time of the reading that tiempo_parada_poc_diario is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.inclinacion_cilindro_x
IS 'Newest value: tilt of the cylinder, x (°).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.inclinacion_cilindro_x_en
IS 'Time of the reading that inclinacion_cilindro_x is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.inclinacion_cilindro_y
IS 'Newest value: tilt of the cylinder, y (°).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.inclinacion_cilindro_y_en
IS 'Time of the reading that inclinacion_cilindro_y is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.nivel_fluido_dinamico
IS 'Newest value: dynamic fluid level from surface, TVD (ft).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.nivel_fluido_dinamico_en
IS 'Time of the reading that nivel_fluido_dinamico is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.alerta_inclinacion_grados
IS 'Newest value: tilt that raises a warning (°).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.alerta_inclinacion_grados_en
IS 'Time of the reading that alerta_inclinacion_grados is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.falla_inclinacion_grados
IS 'Newest value: tilt that stops the unit (°).';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.falla_inclinacion_grados_en
IS 'Time of the reading that falla_inclinacion_grados is of.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.estado_motor IS 'Newest value: whether the motor runs.';
COMMENT ON COLUMN reporting.vw_ultimas_medidas.estado_motor_en
IS 'Time of the reading that estado_motor is of.';

GRANT SELECT ON TABLE reporting.vw_ultimas_medidas TO bp010_panel;
