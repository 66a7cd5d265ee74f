CREATE OR REPLACE PROCEDURE reporting.aplicar_evaluacion_universal()
LANGUAGE plpgsql
SET jit = off
AS $$
-- Purpose: judges the current values of every well in one statement: twelve measures by
--   referencial.fnc_evaluar_variable against the targets and baselines of dim_pozo, both loads by
--   reporting.fnc_evaluar_carga, the stroke's deviation by PUMP_STROKE (colours of pump_spm).
--   Long because each verdict lands in five columns of one row; each step is one CTE.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: reporting.dim_pozo, referencial.tbl_config_evaluacion, tbl_catalogo_status, tbl_config_kpi.
-- Writes: reporting.dataset_current_values (status, severity, colour, variance, legend, threshold).
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_carrera_alerta CONSTANT numeric := referencial.fnc_config('PUMP_STROKE', 'variance_warning_pct');
    v_carrera_critica CONSTANT numeric := referencial.fnc_config('PUMP_STROKE', 'variance_critical_pct');
BEGIN
    WITH juzgadas AS (
        SELECT
            c.well_id,
            m.variable,
            ROW(e.*)::reporting.veredicto AS veredicto,
            NULL::text AS leyenda,
            NULL::numeric AS rojo
        FROM reporting.dataset_current_values AS c
        LEFT JOIN reporting.dim_pozo AS p ON c.well_id = p.pozo_id
        CROSS JOIN LATERAL (
            VALUES
            ('kpi_mtbf', c.kpi_mtbf_hrs_act, p.mtbf_target, p.mtbf_baseline),
            ('kpi_uptime', c.kpi_uptime_pct_act, p.kpi_uptime_pct_target, p.kpi_uptime_pct_baseline),
            ('kpi_kwh_bbl', c.kpi_kwh_bbl_act, p.kpi_kwh_bbl_target, p.kpi_kwh_bbl_baseline),
            ('kpi_vol_eff', c.kpi_vol_eff_pct_act, p.vol_eff_target, p.vol_eff_baseline),
            (
                'lift_efficiency',
                c.lift_efficiency_pct_act,
                p.lift_efficiency_target,
                p.lift_efficiency_baseline
            ),
            ('ai_accuracy', c.ai_accuracy_act, p.ai_accuracy_target, p.ai_accuracy_baseline),
            ('pump_fill_monitor', c.pump_fill_monitor_pct, p.pump_fill_monitor_target, NULL),
            ('gas_fill_monitor', c.gas_fill_monitor_pct_act, p.gas_fill_monitor_target, NULL),
            ('tank_fluid_temperature', c.tank_fluid_temperature_f, p.tank_fluid_temperature_f_target, NULL),
            ('daily_downtime', c.daily_downtime_act, p.daily_downtime_target, NULL),
            (
                'well_head_pressure',
                c.well_head_pressure_psi_act,
                p.well_head_pressure_target,
                p.well_head_pressure_baseline
            ),
            ('pump_spm', c.pump_avg_spm_act, p.pump_spm_target, NULL)
        ) AS m (variable, valor, objetivo, linea_base)
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            m.variable, m.valor, m.objetivo, m.linea_base
        ) AS e
        UNION ALL
        SELECT
            c.well_id,
            m.variable,
            ROW(
                e.variance_pct, e.status_level, e.status_label, e.severity_label, e.status_color
            )::reporting.veredicto AS veredicto,
            e.legend_text AS leyenda,
            e.threshold_red AS rojo
        FROM reporting.dataset_current_values AS c
        LEFT JOIN reporting.dim_pozo AS p ON c.well_id = p.pozo_id
        CROSS JOIN LATERAL (
            VALUES
            (
                'road_load',
                c.road_load_pct_act,
                p.road_load_target,
                p.road_load_status_eff_low,
                p.road_load_status_eff_high
            ),
            (
                'hydraulic_load',
                c.hydralift_unit_load_pct,
                p.hydraulic_load_target,
                p.hydraulic_load_status_eff_low,
                p.hydraulic_load_status_eff_high
            )
        ) AS m (variable, valor, objetivo, bajo, alto)
        CROSS JOIN LATERAL reporting.fnc_evaluar_carga(
            m.variable, m.valor, m.objetivo, m.bajo, m.alto
        ) AS e
    ),

    por_pozo AS (
        SELECT
            j.well_id,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'kpi_mtbf'))[1] AS mtbf,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'kpi_uptime'))[1] AS uptime,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'kpi_kwh_bbl'))[1] AS kwh_bbl,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'kpi_vol_eff'))[1] AS vol_eff,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'lift_efficiency'))[1] AS lift,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'ai_accuracy'))[1] AS acierto,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'pump_fill_monitor'))[1] AS llenado,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'gas_fill_monitor'))[1] AS gas,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'tank_fluid_temperature'))[1] AS tanque,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'daily_downtime'))[1] AS parada,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'well_head_pressure'))[1] AS whp,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'pump_spm'))[1] AS spm,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'road_load'))[1] AS sarta,
            max(j.leyenda) FILTER (WHERE j.variable = 'road_load') AS sarta_leyenda,
            max(j.rojo) FILTER (WHERE j.variable = 'road_load') AS sarta_rojo,
            (array_agg(j.veredicto) FILTER (WHERE j.variable = 'hydraulic_load'))[1] AS hidraulica,
            max(j.leyenda) FILTER (WHERE j.variable = 'hydraulic_load') AS hidraulica_leyenda,
            max(j.rojo) FILTER (WHERE j.variable = 'hydraulic_load') AS hidraulica_rojo
        FROM juzgadas AS j
        GROUP BY j.well_id
    ),

    carreras AS (
        SELECT
            c.well_id,
            CASE
                WHEN abs(c.pump_stroke_length_var_pct) >= v_carrera_critica THEN k.color_critical
                WHEN abs(c.pump_stroke_length_var_pct) >= v_carrera_alerta THEN k.color_warning
                WHEN c.pump_stroke_length_var_pct IS NOT NULL THEN k.color_optimo
                ELSE k.color_no_data
            END AS color_carrera
        FROM reporting.dataset_current_values AS c
        LEFT JOIN referencial.tbl_config_evaluacion AS k ON k.variable_nombre = 'pump_spm' AND k.activo
    ),

    nuevas AS (
        SELECT
            v.*,
            r.color_carrera
        FROM por_pozo AS v
        INNER JOIN carreras AS r ON v.well_id = r.well_id
    ),

    cambiadas AS (
        SELECT v.*
        FROM nuevas AS v
        INNER JOIN reporting.dataset_current_values AS c ON v.well_id = c.well_id
        WHERE
            (
                c.mtbf_variance_pct,
                c.mtbf_status_level,
                c.mtbf_status_label,
                c.mtbf_severity_label,
                c.mtbf_status_color
            ) IS DISTINCT FROM ROW((v.mtbf).*)
            OR (
                c.kpi_uptime_pct_variance_pct,
                c.kpi_uptime_pct_status_level,
                c.kpi_uptime_pct_status_label,
                c.kpi_uptime_pct_severity_label,
                c.kpi_uptime_pct_status_color
            ) IS DISTINCT FROM ROW((v.uptime).*)
            OR (
                c.kpi_kwh_bbl_variance_pct,
                c.kpi_kwh_bbl_status_level,
                c.kpi_kwh_bbl_status_label,
                c.kpi_kwh_bbl_severity_label,
                c.kpi_kwh_bbl_status_color
            ) IS DISTINCT FROM ROW((v.kwh_bbl).*)
            OR (
                c.vol_eff_variance_pct,
                c.vol_eff_status_level,
                c.vol_eff_status_label,
                c.vol_eff_severity_label,
                c.vol_eff_status_color
            ) IS DISTINCT FROM ROW((v.vol_eff).*)
            OR (
                c.lift_efficiency_variance_pct,
                c.lift_efficiency_status_level,
                c.lift_efficiency_status_label,
                c.lift_efficiency_severity_label,
                c.lift_efficiency_status_color
            ) IS DISTINCT FROM ROW((v.lift).*)
            OR (
                c.ai_accuracy_variance_pct,
                c.ai_accuracy_status_level,
                c.ai_accuracy_status_label,
                c.ai_accuracy_severity_label,
                c.ai_accuracy_status_color
            ) IS DISTINCT FROM ROW((v.acierto).*)
            OR (
                c.pump_fill_monitor_variance_pct,
                c.pump_fill_monitor_status_level,
                c.pump_fill_monitor_status_label,
                c.pump_fill_monitor_severity_label,
                c.pump_fill_monitor_status_color
            ) IS DISTINCT FROM ROW((v.llenado).*)
            OR (
                c.gas_fill_variance_pct,
                c.gas_fill_status_level,
                c.gas_fill_status_label,
                c.gas_fill_severity_label,
                c.gas_fill_status_color
            ) IS DISTINCT FROM ROW((v.gas).*)
            OR (
                c.tank_fluid_temp_variance_pct,
                c.tank_fluid_temp_status_level,
                c.tank_fluid_temp_status_label,
                c.tank_fluid_temperature_f_severity_label,
                c.tank_fluid_temp_status_color
            ) IS DISTINCT FROM ROW((v.tanque).*)
            OR (
                c.daily_downtime_variance_pct,
                c.daily_downtime_status_level,
                c.daily_downtime_status_label,
                c.daily_downtime_severity_label,
                c.daily_downtime_status_color
            ) IS DISTINCT FROM ROW((v.parada).*)
            OR (
                c.whp_variance_pct,
                c.whp_status_level,
                c.whp_status_label,
                c.whp_severity_label,
                c.whp_status_color
            ) IS DISTINCT FROM ROW((v.whp).*)
            OR (
                c.pump_spm_status_level,
                c.pump_spm_status_label,
                c.pump_spm_severity_label,
                c.pump_spm_status_color
            ) IS DISTINCT FROM ROW(
                (v.spm).status_level, (v.spm).status_label, (v.spm).severity_label, (v.spm).status_color
            )
            OR (
                c.road_load_variance_pct,
                c.road_load_status_level,
                c.road_load_status_label,
                c.road_load_severity_label,
                c.road_load_status_color,
                c.road_load_status_legend_text,
                c.road_load_status_threshold_red
            ) IS DISTINCT FROM ROW((v.sarta).*, v.sarta_leyenda, v.sarta_rojo)
            OR (
                c.hydraulic_load_variance_pct,
                c.hydraulic_load_status_level,
                c.hydraulic_load_status_label,
                c.hydraulic_load_severity_label,
                c.hydraulic_load_status_color,
                c.hydraulic_load_status_legend_text,
                c.hydraulic_load_status_threshold_red
            ) IS DISTINCT FROM ROW((v.hidraulica).*, v.hidraulica_leyenda, v.hidraulica_rojo)
            OR c.pump_stroke_length_status_color IS DISTINCT FROM v.color_carrera
        ORDER BY c.well_id
        FOR NO KEY UPDATE OF c
    )

    UPDATE reporting.dataset_current_values AS d
    SET
        (
            mtbf_variance_pct,
            mtbf_status_level,
            mtbf_status_label,
            mtbf_severity_label,
            mtbf_status_color
        ) = ROW((v.mtbf).*),
        (
            kpi_uptime_pct_variance_pct,
            kpi_uptime_pct_status_level,
            kpi_uptime_pct_status_label,
            kpi_uptime_pct_severity_label,
            kpi_uptime_pct_status_color
        ) = ROW((v.uptime).*),
        (
            kpi_kwh_bbl_variance_pct,
            kpi_kwh_bbl_status_level,
            kpi_kwh_bbl_status_label,
            kpi_kwh_bbl_severity_label,
            kpi_kwh_bbl_status_color
        ) = ROW((v.kwh_bbl).*),
        (
            vol_eff_variance_pct,
            vol_eff_status_level,
            vol_eff_status_label,
            vol_eff_severity_label,
            vol_eff_status_color
        ) = ROW((v.vol_eff).*),
        (
            lift_efficiency_variance_pct,
            lift_efficiency_status_level,
            lift_efficiency_status_label,
            lift_efficiency_severity_label,
            lift_efficiency_status_color
        ) = ROW((v.lift).*),
        (
            ai_accuracy_variance_pct,
            ai_accuracy_status_level,
            ai_accuracy_status_label,
            ai_accuracy_severity_label,
            ai_accuracy_status_color
        ) = ROW((v.acierto).*),
        (
            pump_fill_monitor_variance_pct,
            pump_fill_monitor_status_level,
            pump_fill_monitor_status_label,
            pump_fill_monitor_severity_label,
            pump_fill_monitor_status_color
        ) = ROW((v.llenado).*),
        (
            gas_fill_variance_pct,
            gas_fill_status_level,
            gas_fill_status_label,
            gas_fill_severity_label,
            gas_fill_status_color
        ) = ROW((v.gas).*),
        (
            tank_fluid_temp_variance_pct,
            tank_fluid_temp_status_level,
            tank_fluid_temp_status_label,
            tank_fluid_temperature_f_severity_label,
            tank_fluid_temp_status_color
        ) = ROW((v.tanque).*),
        (
            daily_downtime_variance_pct,
            daily_downtime_status_level,
            daily_downtime_status_label,
            daily_downtime_severity_label,
            daily_downtime_status_color
        ) = ROW((v.parada).*),
        (
            whp_variance_pct,
            whp_status_level,
            whp_status_label,
            whp_severity_label,
            whp_status_color
        ) = ROW((v.whp).*),
        (
            pump_spm_status_level,
            pump_spm_status_label,
            pump_spm_severity_label,
            pump_spm_status_color
        ) = ROW((v.spm).status_level, (v.spm).status_label, (v.spm).severity_label, (v.spm).status_color),
        (
            road_load_variance_pct,
            road_load_status_level,
            road_load_status_label,
            road_load_severity_label,
            road_load_status_color,
            road_load_status_legend_text,
            road_load_status_threshold_red
        ) = ROW((v.sarta).*, v.sarta_leyenda, v.sarta_rojo),
        (
            hydraulic_load_variance_pct,
            hydraulic_load_status_level,
            hydraulic_load_status_label,
            hydraulic_load_severity_label,
            hydraulic_load_status_color,
            hydraulic_load_status_legend_text,
            hydraulic_load_status_threshold_red
        ) = ROW((v.hidraulica).*, v.hidraulica_leyenda, v.hidraulica_rojo),
        pump_stroke_length_status_color = v.color_carrera,
        updated_at = v_ahora
    FROM cambiadas AS v
    WHERE d.well_id = v.well_id;
END;
$$;

COMMENT ON PROCEDURE reporting.aplicar_evaluacion_universal
IS 'Status level, labels, colour and variance (%) of every well''s current values; runs after the derived '
'values and the data quality of the same run.';
