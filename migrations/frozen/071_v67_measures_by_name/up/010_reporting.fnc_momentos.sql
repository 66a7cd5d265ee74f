CREATE OR REPLACE FUNCTION reporting.fnc_momentos(p_momentos timestamptz[])
RETURNS TABLE (
    presion_cabezal timestamptz,
    presion_casing timestamptz,
    pip timestamptz,
    presion_descarga_bomba timestamptz,
    spm_promedio timestamptz,
    current_amperage timestamptz,
    potencia_actual_motor timestamptz,
    pump_fill_monitor timestamptz,
    monitor_llenado_gas timestamptz,
    eficiencia_levantamiento timestamptz,
    temperatura_tanque_aceite timestamptz,
    porcentaje_agua timestamptz,
    produccion_fluido_diaria timestamptz,
    produccion_petroleo_diaria timestamptz,
    produccion_agua_diaria timestamptz,
    produccion_gas_diaria timestamptz,
    fluid_flow_monitor_bpd timestamptz,
    medidor_produccion_fluido timestamptz,
    produccion_petroleo_acumulada timestamptz,
    medidor_produccion_agua timestamptz,
    medidor_produccion_gas timestamptz,
    rod_weight_buoyant timestamptz,
    maximum_rod_load timestamptz,
    minimum_rod_load timestamptz,
    monitor_carga_bomba timestamptz,
    carrera_bomba_api timestamptz,
    longitud_carrera_nominal_unidad_in timestamptz,
    s_road_stroke timestamptz,
    tiempo_parada_poc_diario timestamptz,
    inclinacion_cilindro_x timestamptz,
    inclinacion_cilindro_y timestamptz,
    nivel_fluido_dinamico timestamptz,
    alerta_inclinacion_grados timestamptz,
    falla_inclinacion_grados timestamptz,
    estado_motor timestamptz
)
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: when each measure was read last, under the name of its column of the readings instead of its position in
--   reporting.tbl_ultimas_medidas.momentos, which is its place in the list of reporting.fnc_momentos_entre.
-- Second run: pure function; LATERAL inlines it, so that only what is used is looked at.
-- Reads and writes nothing.
    SELECT
        p_momentos[1] AS presion_cabezal,
        p_momentos[2] AS presion_casing,
        p_momentos[3] AS pip,
        p_momentos[4] AS presion_descarga_bomba,
        p_momentos[5] AS spm_promedio,
        p_momentos[6] AS current_amperage,
        p_momentos[7] AS potencia_actual_motor,
        p_momentos[8] AS pump_fill_monitor,
        p_momentos[9] AS monitor_llenado_gas,
        p_momentos[10] AS eficiencia_levantamiento,
        p_momentos[11] AS temperatura_tanque_aceite,
        p_momentos[12] AS porcentaje_agua,
        p_momentos[13] AS produccion_fluido_diaria,
        p_momentos[14] AS produccion_petroleo_diaria,
        p_momentos[15] AS produccion_agua_diaria,
        p_momentos[16] AS produccion_gas_diaria,
        p_momentos[17] AS fluid_flow_monitor_bpd,
        p_momentos[18] AS medidor_produccion_fluido,
        p_momentos[19] AS produccion_petroleo_acumulada,
        p_momentos[20] AS medidor_produccion_agua,
        p_momentos[21] AS medidor_produccion_gas,
        p_momentos[22] AS rod_weight_buoyant,
        p_momentos[23] AS maximum_rod_load,
        p_momentos[24] AS minimum_rod_load,
        p_momentos[25] AS monitor_carga_bomba,
        p_momentos[26] AS carrera_bomba_api,
        p_momentos[27] AS longitud_carrera_nominal_unidad_in,
        p_momentos[28] AS s_road_stroke,
        p_momentos[29] AS tiempo_parada_poc_diario,
        p_momentos[30] AS inclinacion_cilindro_x,
        p_momentos[31] AS inclinacion_cilindro_y,
        p_momentos[32] AS nivel_fluido_dinamico,
        p_momentos[33] AS alerta_inclinacion_grados,
        p_momentos[34] AS falla_inclinacion_grados,
        p_momentos[35] AS estado_motor;
$$;

COMMENT ON FUNCTION reporting.fnc_momentos(timestamptz[])
IS 'The times of an array of reporting.tbl_ultimas_medidas under the names of their measures.';

GRANT EXECUTE ON FUNCTION reporting.fnc_momentos(timestamptz[]) TO bp010_lectura, bp010_panel;
