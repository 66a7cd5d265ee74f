CREATE OR REPLACE PROCEDURE reporting.sp_derivar_actuales(p_well_id integer DEFAULT NULL)
LANGUAGE plpgsql
AS $$
-- Purpose: what physics adds to the current values of every well, or of one: fluid level (measured by the
--   newest reading, ID 59, else from pressures), Pwf (newest operating point of the last two hours, else
--   from PIP), rod and unit load, deviations from targets. Part of sp_calcular_derivados_completos.
--   Long because each value is computed, compared and written by name.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: stage.tbl_pozo_produccion, tbl_pozo_maestra, tbl_pozo_reservas, reporting.dim_pozo,
--   universal.ipr_puntos_operacion. Writes: reporting.dataset_current_values.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
BEGIN
    UPDATE reporting.dataset_current_values AS guardado
    SET
        fluid_level_tvd_ft = nuevo.nivel_ft,
        pwf_psi_act = nuevo.pwf_psi,
        road_load_pct_act = nuevo.carga_sarta_pct,
        hydralift_unit_load_pct = nuevo.carga_unidad_pct,
        carga_unidad_pct = nuevo.carga_unidad_pct,
        pump_spm_var_pct = nuevo.desvio_spm_pct,
        pump_stroke_length_var_pct = nuevo.desvio_carrera_pct,
        pump_fill_monitor_var = nuevo.desvio_llenado,
        updated_at = v_ahora
    FROM (
        SELECT
            actual.well_id,
            derivado.nivel_ft,
            derivado.pwf_psi,
            derivado.carga_sarta_pct,
            derivado.carga_unidad_pct,
            derivado.desvio_spm_pct,
            derivado.desvio_carrera_pct,
            derivado.desvio_llenado
        FROM reporting.dataset_current_values AS actual
        LEFT JOIN reporting.dim_pozo AS pozo ON actual.well_id = pozo.pozo_id
        LEFT JOIN stage.tbl_pozo_maestra AS maestra ON actual.well_id = maestra.well_id
        LEFT JOIN stage.tbl_pozo_produccion AS lectura
            ON actual.well_id = lectura.well_id AND actual.ultima_actualizacion = lectura.timestamp_lectura
        LEFT JOIN LATERAL (
            SELECT
                reserva.gravedad_api,
                reserva.gravedad_especifica_agua
            FROM stage.tbl_pozo_reservas AS reserva
            WHERE reserva.well_id = actual.well_id
            ORDER BY reserva.fecha_registro DESC
            LIMIT 1
        ) AS reserva ON TRUE
        LEFT JOIN LATERAL (
            SELECT punto.pwf_calculado
            FROM universal.ipr_puntos_operacion AS punto
            WHERE
                punto.well_id = actual.well_id
                AND punto.fecha_calculo > v_ahora - interval '2 hours'
                AND punto.fecha_calculo <= v_ahora
            ORDER BY punto.fecha_calculo DESC, punto.punto_op_id DESC
            LIMIT 1
        ) AS punto ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                stage.fnc_calc_gradiente(
                    reserva.gravedad_api, actual.water_cut_pct, reserva.gravedad_especifica_agua
                ) AS psi_ft
        ) AS gradiente
        CROSS JOIN LATERAL (
            SELECT
                coalesce(
                    stage.fnc_calc_finito(lectura.nivel_fluido_dinamico),
                    stage.fnc_calc_fluid_level_tvd(
                        actual.pump_intake_pressure_psi_act,
                        actual.casing_head_pressure_psi_act,
                        gradiente.psi_ft,
                        pozo.pump_depth_ft
                    )
                ) AS nivel_ft,
                coalesce(
                    stage.fnc_calc_finito(punto.pwf_calculado),
                    stage.fnc_calc_pwf(
                        actual.pump_intake_pressure_psi_act,
                        gradiente.psi_ft,
                        pozo.pump_depth_ft,
                        pozo.formation_depth_ft
                    )
                ) AS pwf_psi,
                stage.fnc_calc_road_load_pct(
                    actual.max_rod_load_lb_act, pozo.carga_minima_nominal_sarta_lb
                ) AS carga_sarta_pct,
                stage.fnc_calc_hydralift_load_pct(
                    actual.max_rod_load_lb_act, maestra.carga_nominal_unidad
                ) AS carga_unidad_pct,
                stage.fnc_calc_variance_pct(actual.pump_avg_spm_act, pozo.pump_spm_target) AS desvio_spm_pct,
                stage.fnc_calc_variance_pct(
                    actual.pump_stroke_length_act, pozo.pump_stroke_length_target
                ) AS desvio_carrera_pct,
                stage.fnc_calc_finito(actual.pump_fill_monitor_pct)
                - pozo.pump_fill_monitor_target AS desvio_llenado
            OFFSET 0 -- computed once, not once to compare and once to write
        ) AS derivado
        WHERE
            (p_well_id IS NULL OR actual.well_id = p_well_id)
            AND (
                actual.fluid_level_tvd_ft,
                actual.pwf_psi_act,
                actual.road_load_pct_act,
                actual.hydralift_unit_load_pct,
                actual.carga_unidad_pct,
                actual.pump_spm_var_pct,
                actual.pump_stroke_length_var_pct,
                actual.pump_fill_monitor_var
            ) IS DISTINCT FROM (
                derivado.nivel_ft,
                derivado.pwf_psi,
                derivado.carga_sarta_pct,
                derivado.carga_unidad_pct,
                derivado.carga_unidad_pct,
                derivado.desvio_spm_pct,
                derivado.desvio_carrera_pct,
                derivado.desvio_llenado
            )
        ORDER BY actual.well_id
        FOR NO KEY UPDATE OF actual
    ) AS nuevo
    WHERE guardado.well_id = nuevo.well_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_derivar_actuales
IS 'Part of sp_calcular_derivados_completos: level (ft), Pwf (psi), loads (% of rated) and deviations from '
'targets of the current values.';
