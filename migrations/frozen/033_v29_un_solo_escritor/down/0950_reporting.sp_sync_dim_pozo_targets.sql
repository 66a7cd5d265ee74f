CREATE OR REPLACE PROCEDURE reporting.sp_sync_dim_pozo_targets()
LANGUAGE plpgsql
AS $$
-- Purpose: every target and threshold of dim_pozo, by reporting.fnc_objetivos_pozo (own limit, template,
--   configured default). The tilt limits (°) are the controller's, from the newest reading, where no
--   limit gives them. A limit that was removed falls back.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: reporting.fnc_objetivos_pozo, stage.tbl_pozo_produccion. Writes: reporting.dim_pozo.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
BEGIN
    UPDATE reporting.dim_pozo AS d
    SET
        (
            mtbf_target,
            kpi_uptime_pct_target,
            kpi_kwh_bbl_target,
            lift_efficiency_target,
            vol_eff_target,
            pump_spm_target,
            pump_stroke_length_target,
            gas_fill_monitor_target,
            pump_fill_monitor_target,
            tank_fluid_temperature_f_target,
            daily_downtime_target,
            well_head_pressure_target,
            casing_head_pressure_target,
            pump_intake_pressure_target,
            produccion_fluido_target,
            road_load_target,
            hydraulic_load_target,
            motor_current_target,
            ai_accuracy_target,
            road_load_status_eff_low,
            road_load_status_eff_high,
            hydraulic_load_status_eff_low,
            hydraulic_load_status_eff_high,
            alerta_inclinacion_grados,
            falla_inclinacion_grados
        ) = ROW(
            n.mtbf_target,
            n.kpi_uptime_pct_target,
            n.kpi_kwh_bbl_target,
            n.lift_efficiency_target,
            n.vol_eff_target,
            n.pump_spm_target,
            n.pump_stroke_length_target,
            n.gas_fill_monitor_target,
            n.pump_fill_monitor_target,
            n.tank_fluid_temperature_f_target,
            n.daily_downtime_target,
            n.well_head_pressure_target,
            n.casing_head_pressure_target,
            n.pump_intake_pressure_target,
            n.produccion_fluido_target,
            n.road_load_target,
            n.hydraulic_load_target,
            n.motor_current_target,
            n.ai_accuracy_target,
            n.road_load_status_eff_low,
            n.road_load_status_eff_high,
            n.hydraulic_load_status_eff_low,
            n.hydraulic_load_status_eff_high,
            n.alerta_inclinacion_grados,
            n.falla_inclinacion_grados
        ),
        fecha_ultima_actualizacion = v_ahora
    FROM (
        SELECT
            a.pozo_id,
            o.mtbf_target,
            o.kpi_uptime_pct_target,
            o.kpi_kwh_bbl_target,
            o.lift_efficiency_target,
            o.vol_eff_target,
            o.pump_spm_target,
            o.pump_stroke_length_target,
            o.gas_fill_monitor_target,
            o.pump_fill_monitor_target,
            o.tank_fluid_temperature_f_target,
            o.daily_downtime_target,
            o.well_head_pressure_target,
            o.casing_head_pressure_target,
            o.pump_intake_pressure_target,
            o.produccion_fluido_target,
            o.road_load_target,
            o.hydraulic_load_target,
            o.motor_current_target,
            o.ai_accuracy_target,
            o.road_load_status_eff_low,
            o.road_load_status_eff_high,
            o.hydraulic_load_status_eff_low,
            o.hydraulic_load_status_eff_high,
            coalesce(o.alerta_inclinacion_grados, r.alerta_inclinacion_grados) AS alerta_inclinacion_grados,
            coalesce(o.falla_inclinacion_grados, r.falla_inclinacion_grados) AS falla_inclinacion_grados
        FROM reporting.dim_pozo AS a
        INNER JOIN reporting.fnc_objetivos_pozo() AS o ON a.pozo_id = o.pozo_id
        LEFT JOIN LATERAL (
            SELECT
                l.alerta_inclinacion_grados,
                l.falla_inclinacion_grados
            FROM stage.tbl_pozo_produccion AS l
            WHERE l.well_id = a.pozo_id
            ORDER BY l.timestamp_lectura DESC
            LIMIT 1
        ) AS r ON TRUE
        WHERE (
            a.mtbf_target,
            a.kpi_uptime_pct_target,
            a.kpi_kwh_bbl_target,
            a.lift_efficiency_target,
            a.vol_eff_target,
            a.pump_spm_target,
            a.pump_stroke_length_target,
            a.gas_fill_monitor_target,
            a.pump_fill_monitor_target,
            a.tank_fluid_temperature_f_target,
            a.daily_downtime_target,
            a.well_head_pressure_target,
            a.casing_head_pressure_target,
            a.pump_intake_pressure_target,
            a.produccion_fluido_target,
            a.road_load_target,
            a.hydraulic_load_target,
            a.motor_current_target,
            a.ai_accuracy_target,
            a.road_load_status_eff_low,
            a.road_load_status_eff_high,
            a.hydraulic_load_status_eff_low,
            a.hydraulic_load_status_eff_high,
            a.alerta_inclinacion_grados,
            a.falla_inclinacion_grados
        ) IS DISTINCT FROM (
            o.mtbf_target,
            o.kpi_uptime_pct_target,
            o.kpi_kwh_bbl_target,
            o.lift_efficiency_target,
            o.vol_eff_target,
            o.pump_spm_target,
            o.pump_stroke_length_target,
            o.gas_fill_monitor_target,
            o.pump_fill_monitor_target,
            o.tank_fluid_temperature_f_target,
            o.daily_downtime_target,
            o.well_head_pressure_target,
            o.casing_head_pressure_target,
            o.pump_intake_pressure_target,
            o.produccion_fluido_target,
            o.road_load_target,
            o.hydraulic_load_target,
            o.motor_current_target,
            o.ai_accuracy_target,
            o.road_load_status_eff_low,
            o.road_load_status_eff_high,
            o.hydraulic_load_status_eff_low,
            o.hydraulic_load_status_eff_high,
            coalesce(o.alerta_inclinacion_grados, r.alerta_inclinacion_grados),
            coalesce(o.falla_inclinacion_grados, r.falla_inclinacion_grados)
        )
        ORDER BY a.pozo_id
        FOR NO KEY UPDATE OF a
    ) AS n
    WHERE d.pozo_id = n.pozo_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_dim_pozo_targets
IS 'Targets and thresholds of every well, in the units of dim_pozo''s columns; runs after '
'sp_load_to_reporting, which brings the wells.';
