CREATE OR REPLACE FUNCTION reporting.fnc_momentos_entre(
    p_pozos integer[],
    p_desde timestamptz[],
    p_hasta timestamptz[]
)
RETURNS SETOF reporting.tbl_ultimas_medidas
LANGUAGE plpgsql
STABLE
SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off -- stretch by stretch, by the key
SET enable_mergejoin = off
SET enable_bitmapscan = off
SET enable_memoize = off -- no two stretches are alike
AS $$
-- Purpose: of wells and stretches of time (three arrays; from p_desde to before p_hasta, several of one well count
--   together) when the newest usable value of each measure was read. This list is what the positions mean;
--   reporting.vw_ultimas_medidas names them. Wells without readings there give no row.
-- Second run: pure. Reads: stage.tbl_pozo_produccion. Writes: nothing.
BEGIN
    RETURN QUERY
    SELECT
        tramos.well_id,
        ARRAY[
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.presion_cabezal) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.presion_casing) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.pip) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.presion_descarga_bomba) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.spm_promedio) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.current_amperage) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.potencia_actual_motor) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.pump_fill_monitor) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.monitor_llenado_gas) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.eficiencia_levantamiento) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.temperatura_tanque_aceite) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.porcentaje_agua) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.produccion_fluido_diaria) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.produccion_petroleo_diaria) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.produccion_agua_diaria) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.produccion_gas_diaria) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.fluid_flow_monitor_bpd) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.medidor_produccion_fluido) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.produccion_petroleo_acumulada) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.medidor_produccion_agua) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.medidor_produccion_gas) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.rod_weight_buoyant) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.maximum_rod_load) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.minimum_rod_load) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.monitor_carga_bomba) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.carrera_bomba_api) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.longitud_carrera_nominal_unidad_in) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.s_road_stroke) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.tiempo_parada_poc_diario) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.inclinacion_cilindro_x) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.inclinacion_cilindro_y) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.nivel_fluido_dinamico) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.alerta_inclinacion_grados) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE abs(lectura.falla_inclinacion_grados) <= 1e50),
            max(lectura.timestamp_lectura) FILTER (WHERE lectura.estado_motor IS NOT NULL)
        ] AS momentos
    FROM unnest(p_pozos, p_desde, p_hasta) AS tramos (well_id, desde, hasta)
    INNER JOIN stage.tbl_pozo_produccion AS lectura ON tramos.well_id = lectura.well_id
    WHERE lectura.timestamp_lectura >= tramos.desde AND lectura.timestamp_lectura < tramos.hasta
    GROUP BY tramos.well_id;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_momentos_entre(integer[], timestamptz[], timestamptz[])
IS 'When the newest usable value of each measure of wells within stretches of time was read.';
