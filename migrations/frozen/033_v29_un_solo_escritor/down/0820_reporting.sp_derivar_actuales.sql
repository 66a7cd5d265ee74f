CREATE OR REPLACE PROCEDURE reporting.sp_derivar_actuales(p_well_id integer DEFAULT NULL)
LANGUAGE plpgsql
AS $$
-- Purpose: what physics adds to the current values of every well, or of one: fluid level (measured by the
--   newest reading, ID 59, else from pressures), Pwf (newest operating point of the last two hours, else
--   from PIP), rod and unit load, deviations from targets. Part of sp_calcular_derivados_completos.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: stage.tbl_pozo_produccion, tbl_pozo_maestra, tbl_pozo_reservas, reporting.dim_pozo,
--   universal.ipr_puntos_operacion. Writes: reporting.dataset_current_values.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
BEGIN
    UPDATE reporting.dataset_current_values AS d
    SET
        fluid_level_tvd_ft = n.nivel_ft,
        pwf_psi_act = n.pwf_psi,
        road_load_pct_act = n.carga_sarta_pct,
        hydralift_unit_load_pct = n.carga_unidad_pct,
        carga_unidad_pct = n.carga_unidad_pct,
        pump_spm_var_pct = n.desvio_spm_pct,
        pump_stroke_length_var_pct = n.desvio_carrera_pct,
        pump_fill_monitor_var = n.desvio_llenado,
        updated_at = v_ahora
    FROM (
        SELECT
            c.well_id,
            f.nivel_ft,
            f.pwf_psi,
            f.carga_sarta_pct,
            f.carga_unidad_pct,
            f.desvio_spm_pct,
            f.desvio_carrera_pct,
            f.desvio_llenado
        FROM reporting.dataset_current_values AS c
        LEFT JOIN reporting.dim_pozo AS p ON c.well_id = p.pozo_id
        LEFT JOIN stage.tbl_pozo_maestra AS m ON c.well_id = m.well_id
        LEFT JOIN stage.tbl_pozo_produccion AS l
            ON c.well_id = l.well_id AND c.ultima_actualizacion = l.timestamp_lectura
        LEFT JOIN LATERAL (
            SELECT
                r.gravedad_api,
                r.gravedad_especifica_agua
            FROM stage.tbl_pozo_reservas AS r
            WHERE r.well_id = c.well_id
            ORDER BY r.fecha_registro DESC
            LIMIT 1
        ) AS r ON TRUE
        LEFT JOIN LATERAL (
            SELECT o.pwf_calculado
            FROM universal.ipr_puntos_operacion AS o
            WHERE
                o.well_id = c.well_id
                AND o.fecha_calculo > v_ahora - interval '2 hours'
                AND o.fecha_calculo <= v_ahora
            ORDER BY o.fecha_calculo DESC, o.punto_op_id DESC
            LIMIT 1
        ) AS o ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                stage.fnc_calc_gradiente(
                    r.gravedad_api, c.water_cut_pct, r.gravedad_especifica_agua
                ) AS psi_ft
        ) AS g
        CROSS JOIN LATERAL (
            SELECT
                coalesce(
                    stage.fnc_calc_finito(l.nivel_fluido_dinamico),
                    stage.fnc_calc_fluid_level_tvd(
                        c.pump_intake_pressure_psi_act,
                        c.casing_head_pressure_psi_act,
                        g.psi_ft,
                        p.pump_depth_ft
                    )
                ) AS nivel_ft,
                coalesce(
                    o.pwf_calculado,
                    stage.fnc_calc_pwf(
                        c.pump_intake_pressure_psi_act, g.psi_ft, p.pump_depth_ft, p.formation_depth_ft
                    )
                ) AS pwf_psi,
                stage.fnc_calc_road_load_pct(
                    c.max_rod_load_lb_act, p.carga_minima_nominal_sarta_lb
                ) AS carga_sarta_pct,
                stage.fnc_calc_hydralift_load_pct(
                    c.max_rod_load_lb_act, m.carga_nominal_unidad
                ) AS carga_unidad_pct,
                stage.fnc_calc_variance_pct(c.pump_avg_spm_act, p.pump_spm_target) AS desvio_spm_pct,
                stage.fnc_calc_variance_pct(
                    c.pump_stroke_length_act, p.pump_stroke_length_target
                ) AS desvio_carrera_pct,
                stage.fnc_calc_finito(c.pump_fill_monitor_pct)
                - p.pump_fill_monitor_target AS desvio_llenado
            OFFSET 0 -- computed once, not once to compare and once to write
        ) AS f
        WHERE
            (p_well_id IS NULL OR c.well_id = p_well_id)
            AND (
                c.fluid_level_tvd_ft,
                c.pwf_psi_act,
                c.road_load_pct_act,
                c.hydralift_unit_load_pct,
                c.carga_unidad_pct,
                c.pump_spm_var_pct,
                c.pump_stroke_length_var_pct,
                c.pump_fill_monitor_var
            ) IS DISTINCT FROM (
                f.nivel_ft,
                f.pwf_psi,
                f.carga_sarta_pct,
                f.carga_unidad_pct,
                f.carga_unidad_pct,
                f.desvio_spm_pct,
                f.desvio_carrera_pct,
                f.desvio_llenado
            )
        ORDER BY c.well_id
        FOR NO KEY UPDATE OF c
    ) AS n
    WHERE d.well_id = n.well_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_derivar_actuales
IS 'Part of sp_calcular_derivados_completos: level (ft), Pwf (psi), loads (% of rated) and deviations from '
'targets of the current values.';
