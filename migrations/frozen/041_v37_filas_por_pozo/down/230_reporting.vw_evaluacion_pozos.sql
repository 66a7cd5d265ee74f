-- noqa: disable=LT02,CP03
-- How far VALUES after LATERAL are to be indented, and that ROW is no function, sqlfluff does not know.
CREATE OR REPLACE VIEW reporting.vw_evaluacion_pozos AS
WITH juzgadas AS (
    SELECT
        actual.well_id,
        medida.variable,
        ROW(juicio.*)::reporting.veredicto AS veredicto,
        NULL::text AS leyenda,
        NULL::numeric AS rojo
    FROM reporting.dataset_current_values AS actual
    LEFT JOIN reporting.dim_pozo AS pozo ON actual.well_id = pozo.pozo_id
    CROSS JOIN LATERAL (
        VALUES
        ('kpi_mtbf', actual.kpi_mtbf_hrs_act, pozo.mtbf_target, pozo.mtbf_baseline),
        ('kpi_uptime', actual.kpi_uptime_pct_act, pozo.kpi_uptime_pct_target, pozo.kpi_uptime_pct_baseline),
        ('kpi_kwh_bbl', actual.kpi_kwh_bbl_act, pozo.kpi_kwh_bbl_target, pozo.kpi_kwh_bbl_baseline),
        ('kpi_vol_eff', actual.kpi_vol_eff_pct_act, pozo.vol_eff_target, pozo.vol_eff_baseline),
        (
            'lift_efficiency',
            actual.lift_efficiency_pct_act,
            pozo.lift_efficiency_target,
            pozo.lift_efficiency_baseline
        ),
        ('ai_accuracy', actual.ai_accuracy_act, pozo.ai_accuracy_target, pozo.ai_accuracy_baseline),
        ('pump_fill_monitor', actual.pump_fill_monitor_pct, pozo.pump_fill_monitor_target, NULL),
        ('gas_fill_monitor', actual.gas_fill_monitor_pct_act, pozo.gas_fill_monitor_target, NULL),
        (
            'tank_fluid_temperature',
            actual.tank_fluid_temperature_f,
            pozo.tank_fluid_temperature_f_target,
            NULL
        ),
        ('daily_downtime', actual.daily_downtime_act, pozo.daily_downtime_target, NULL),
        (
            'well_head_pressure',
            actual.well_head_pressure_psi_act,
            pozo.well_head_pressure_target,
            pozo.well_head_pressure_baseline
        ),
        ('pump_spm', actual.pump_avg_spm_act, pozo.pump_spm_target, NULL)
    ) AS medida (variable, valor, objetivo, linea_base)
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        medida.variable, medida.valor, medida.objetivo, medida.linea_base
    ) AS juicio
    UNION ALL
    SELECT
        actual.well_id,
        medida.variable,
        ROW(
            juicio.variance_pct,
            juicio.status_level,
            juicio.status_label,
            juicio.severity_label,
            juicio.status_color
        )::reporting.veredicto AS veredicto,
        juicio.legend_text AS leyenda,
        juicio.threshold_red AS rojo
    FROM reporting.dataset_current_values AS actual
    LEFT JOIN reporting.dim_pozo AS pozo ON actual.well_id = pozo.pozo_id
    CROSS JOIN LATERAL (
        VALUES
        (
            'road_load',
            actual.road_load_pct_act,
            pozo.road_load_target,
            pozo.road_load_status_eff_low,
            pozo.road_load_status_eff_high
        ),
        (
            'hydraulic_load',
            actual.hydralift_unit_load_pct,
            pozo.hydraulic_load_target,
            pozo.hydraulic_load_status_eff_low,
            pozo.hydraulic_load_status_eff_high
        )
    ) AS medida (variable, valor, objetivo, bajo, alto)
    CROSS JOIN LATERAL reporting.fnc_evaluar_carga(
        medida.variable, medida.valor, medida.objetivo, medida.bajo, medida.alto
    ) AS juicio
),

por_pozo AS (
    SELECT
        juzgadas.well_id,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'kpi_mtbf'))[1] AS mtbf,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'kpi_uptime'))[1] AS uptime,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'kpi_kwh_bbl'))[1] AS kwh_bbl,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'kpi_vol_eff'))[1] AS vol_eff,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'lift_efficiency'))[1] AS lift,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'ai_accuracy'))[1] AS acierto,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'pump_fill_monitor'))[1] AS llenado,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'gas_fill_monitor'))[1] AS gas,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'tank_fluid_temperature'))[1]
        AS tanque,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'daily_downtime'))[1] AS parada,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'well_head_pressure'))[1] AS whp,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'pump_spm'))[1] AS spm,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'road_load'))[1] AS sarta,
        max(juzgadas.leyenda) FILTER (WHERE juzgadas.variable = 'road_load') AS sarta_leyenda,
        max(juzgadas.rojo) FILTER (WHERE juzgadas.variable = 'road_load') AS sarta_rojo,
        (array_agg(juzgadas.veredicto) FILTER (WHERE juzgadas.variable = 'hydraulic_load'))[1] AS hidraulica,
        max(juzgadas.leyenda) FILTER (WHERE juzgadas.variable = 'hydraulic_load') AS hidraulica_leyenda,
        max(juzgadas.rojo) FILTER (WHERE juzgadas.variable = 'hydraulic_load') AS hidraulica_rojo
    FROM juzgadas
    GROUP BY juzgadas.well_id
),

carrera AS MATERIALIZED ( -- looked up once, not once for each well
    SELECT
        referencial.fnc_config('PUMP_STROKE', 'variance_warning_pct') AS alerta,
        referencial.fnc_config('PUMP_STROKE', 'variance_critical_pct') AS critica
)

SELECT
    por_pozo.well_id,
    (por_pozo.mtbf).variance_pct AS mtbf_variance_pct,
    (por_pozo.mtbf).status_level AS mtbf_status_level,
    (por_pozo.mtbf).status_label AS mtbf_status_label,
    (por_pozo.mtbf).severity_label AS mtbf_severity_label,
    (por_pozo.mtbf).status_color AS mtbf_status_color,
    (por_pozo.uptime).variance_pct AS kpi_uptime_pct_variance_pct,
    (por_pozo.uptime).status_level AS kpi_uptime_pct_status_level,
    (por_pozo.uptime).status_label AS kpi_uptime_pct_status_label,
    (por_pozo.uptime).severity_label AS kpi_uptime_pct_severity_label,
    (por_pozo.uptime).status_color AS kpi_uptime_pct_status_color,
    (por_pozo.kwh_bbl).variance_pct AS kpi_kwh_bbl_variance_pct,
    (por_pozo.kwh_bbl).status_level AS kpi_kwh_bbl_status_level,
    (por_pozo.kwh_bbl).status_label AS kpi_kwh_bbl_status_label,
    (por_pozo.kwh_bbl).severity_label AS kpi_kwh_bbl_severity_label,
    (por_pozo.kwh_bbl).status_color AS kpi_kwh_bbl_status_color,
    (por_pozo.vol_eff).variance_pct AS vol_eff_variance_pct,
    (por_pozo.vol_eff).status_level AS vol_eff_status_level,
    (por_pozo.vol_eff).status_label AS vol_eff_status_label,
    (por_pozo.vol_eff).severity_label AS vol_eff_severity_label,
    (por_pozo.vol_eff).status_color AS vol_eff_status_color,
    (por_pozo.lift).variance_pct AS lift_efficiency_variance_pct,
    (por_pozo.lift).status_level AS lift_efficiency_status_level,
    (por_pozo.lift).status_label AS lift_efficiency_status_label,
    (por_pozo.lift).severity_label AS lift_efficiency_severity_label,
    (por_pozo.lift).status_color AS lift_efficiency_status_color,
    (por_pozo.acierto).variance_pct AS ai_accuracy_variance_pct,
    (por_pozo.acierto).status_level AS ai_accuracy_status_level,
    (por_pozo.acierto).status_label AS ai_accuracy_status_label,
    (por_pozo.acierto).severity_label AS ai_accuracy_severity_label,
    (por_pozo.acierto).status_color AS ai_accuracy_status_color,
    (por_pozo.llenado).variance_pct AS pump_fill_monitor_variance_pct,
    (por_pozo.llenado).status_level AS pump_fill_monitor_status_level,
    (por_pozo.llenado).status_label AS pump_fill_monitor_status_label,
    (por_pozo.llenado).severity_label AS pump_fill_monitor_severity_label,
    (por_pozo.llenado).status_color AS pump_fill_monitor_status_color,
    (por_pozo.gas).variance_pct AS gas_fill_variance_pct,
    (por_pozo.gas).status_level AS gas_fill_status_level,
    (por_pozo.gas).status_label AS gas_fill_status_label,
    (por_pozo.gas).severity_label AS gas_fill_severity_label,
    (por_pozo.gas).status_color AS gas_fill_status_color,
    (por_pozo.tanque).variance_pct AS tank_fluid_temp_variance_pct,
    (por_pozo.tanque).status_level AS tank_fluid_temp_status_level,
    (por_pozo.tanque).status_label AS tank_fluid_temp_status_label,
    (por_pozo.tanque).severity_label AS tank_fluid_temperature_f_severity_label,
    (por_pozo.tanque).status_color AS tank_fluid_temp_status_color,
    (por_pozo.parada).variance_pct AS daily_downtime_variance_pct,
    (por_pozo.parada).status_level AS daily_downtime_status_level,
    (por_pozo.parada).status_label AS daily_downtime_status_label,
    (por_pozo.parada).severity_label AS daily_downtime_severity_label,
    (por_pozo.parada).status_color AS daily_downtime_status_color,
    (por_pozo.whp).variance_pct AS whp_variance_pct,
    (por_pozo.whp).status_level AS whp_status_level,
    (por_pozo.whp).status_label AS whp_status_label,
    (por_pozo.whp).severity_label AS whp_severity_label,
    (por_pozo.whp).status_color AS whp_status_color,
    (por_pozo.spm).status_level AS pump_spm_status_level,
    (por_pozo.spm).status_label AS pump_spm_status_label,
    (por_pozo.spm).severity_label AS pump_spm_severity_label,
    (por_pozo.spm).status_color AS pump_spm_status_color,
    (por_pozo.sarta).variance_pct AS road_load_variance_pct,
    (por_pozo.sarta).status_level AS road_load_status_level,
    (por_pozo.sarta).status_label AS road_load_status_label,
    (por_pozo.sarta).severity_label AS road_load_severity_label,
    (por_pozo.sarta).status_color AS road_load_status_color,
    por_pozo.sarta_leyenda AS road_load_status_legend_text,
    por_pozo.sarta_rojo AS road_load_status_threshold_red,
    (por_pozo.hidraulica).variance_pct AS hydraulic_load_variance_pct,
    (por_pozo.hidraulica).status_level AS hydraulic_load_status_level,
    (por_pozo.hidraulica).status_label AS hydraulic_load_status_label,
    (por_pozo.hidraulica).severity_label AS hydraulic_load_severity_label,
    (por_pozo.hidraulica).status_color AS hydraulic_load_status_color,
    por_pozo.hidraulica_leyenda AS hydraulic_load_status_legend_text,
    por_pozo.hidraulica_rojo AS hydraulic_load_status_threshold_red,
    CASE
        WHEN abs(actual.pump_stroke_length_var_pct) >= carrera.critica THEN colores.color_critical
        WHEN abs(actual.pump_stroke_length_var_pct) >= carrera.alerta THEN colores.color_warning
        WHEN actual.pump_stroke_length_var_pct IS NOT NULL THEN colores.color_optimo
        ELSE colores.color_no_data
    END AS pump_stroke_length_status_color
FROM por_pozo
INNER JOIN reporting.dataset_current_values AS actual ON por_pozo.well_id = actual.well_id
LEFT JOIN referencial.tbl_config_evaluacion AS colores
    ON colores.variable_nombre = 'pump_spm' AND colores.activo
CROSS JOIN carrera;

COMMENT ON VIEW reporting.vw_evaluacion_pozos
IS 'Status, severity, colour and variance (%) that the current values of each well have by the targets and '
'baselines of dim_pozo: what aplicar_evaluacion_universal writes, under the same names.';
