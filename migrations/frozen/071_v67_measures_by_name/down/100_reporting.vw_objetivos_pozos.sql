-- noqa: disable=LT02,ST05
-- A subquery after LATERAL cannot be a CTE, and sqlfluff does not know how far it is to be indented.
CREATE OR REPLACE VIEW reporting.vw_objetivos_pozos
WITH (security_invoker = TRUE) AS
SELECT
    objetivo.pozo_id,
    objetivo.mtbf_target,
    objetivo.kpi_uptime_pct_target,
    objetivo.kpi_kwh_bbl_target,
    objetivo.lift_efficiency_target,
    objetivo.vol_eff_target,
    objetivo.pump_spm_target,
    objetivo.pump_stroke_length_target,
    objetivo.gas_fill_monitor_target,
    objetivo.pump_fill_monitor_target,
    objetivo.tank_fluid_temperature_f_target,
    objetivo.daily_downtime_target,
    objetivo.well_head_pressure_target,
    objetivo.casing_head_pressure_target,
    objetivo.pump_intake_pressure_target,
    objetivo.produccion_fluido_target,
    objetivo.road_load_target,
    objetivo.hydraulic_load_target,
    objetivo.motor_current_target,
    objetivo.ai_accuracy_target,
    objetivo.road_load_status_eff_low,
    objetivo.road_load_status_eff_high,
    objetivo.hydraulic_load_status_eff_low,
    objetivo.hydraulic_load_status_eff_high,
    coalesce(
        objetivo.alerta_inclinacion_grados, stage.fnc_calc_finito(medida.alerta_inclinacion_grados)
    ) AS alerta_inclinacion_grados,
    coalesce(
        objetivo.falla_inclinacion_grados, stage.fnc_calc_finito(medida.falla_inclinacion_grados)
    ) AS falla_inclinacion_grados
FROM reporting.fnc_objetivos_pozo() AS objetivo
LEFT JOIN reporting.vw_ultimas_medidas AS medida ON objetivo.pozo_id = medida.well_id;

COMMENT ON VIEW reporting.vw_objetivos_pozos
IS 'Targets and thresholds of each well as sp_sync_dim_pozo_targets writes them, in the units of dim_pozo''s '
'columns; the newest tilt limits (°) that its controller gave where no limit gives them.';
