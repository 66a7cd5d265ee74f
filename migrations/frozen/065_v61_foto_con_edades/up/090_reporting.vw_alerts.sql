CREATE OR REPLACE VIEW reporting.vw_alerts
WITH (security_invoker = TRUE) AS
WITH medidas AS (
    SELECT
        actual.well_id,
        medida.variable,
        medida.valor,
        medida.unidad,
        medida.desviacion_pct,
        medida.status_level,
        medida.color
    FROM reporting.dataset_current_values AS actual
    CROSS JOIN
        LATERAL (
            VALUES
            (
                'mtbf',
                actual.kpi_mtbf_hrs_act,
                'h',
                actual.mtbf_variance_pct,
                actual.mtbf_status_level,
                actual.mtbf_status_color
            ),
            (
                'uptime',
                actual.kpi_uptime_pct_act,
                '%',
                actual.kpi_uptime_pct_variance_pct,
                actual.kpi_uptime_pct_status_level,
                actual.kpi_uptime_pct_status_color
            ),
            (
                'kwh_bbl',
                actual.kpi_kwh_bbl_act,
                'kWh/bbl',
                actual.kpi_kwh_bbl_variance_pct,
                actual.kpi_kwh_bbl_status_level,
                actual.kpi_kwh_bbl_status_color
            ),
            (
                'vol_eff',
                actual.kpi_vol_eff_pct_act,
                '%',
                actual.vol_eff_variance_pct,
                actual.vol_eff_status_level,
                actual.vol_eff_status_color
            ),
            (
                'lift_efficiency',
                actual.lift_efficiency_pct_act,
                '%',
                actual.lift_efficiency_variance_pct,
                actual.lift_efficiency_status_level,
                actual.lift_efficiency_status_color
            ),
            (
                'ai_accuracy',
                actual.ai_accuracy_act,
                '%',
                actual.ai_accuracy_variance_pct,
                actual.ai_accuracy_status_level,
                actual.ai_accuracy_status_color
            ),
            (
                'pump_fill',
                actual.pump_fill_monitor_pct,
                '%',
                actual.pump_fill_monitor_variance_pct,
                actual.pump_fill_monitor_status_level,
                actual.pump_fill_monitor_status_color
            ),
            (
                'gas_fill',
                actual.gas_fill_monitor_pct_act,
                '%',
                actual.gas_fill_variance_pct,
                actual.gas_fill_status_level,
                actual.gas_fill_status_color
            ),
            (
                'tank_temperature',
                actual.tank_fluid_temperature_f,
                '°F',
                actual.tank_fluid_temp_variance_pct,
                actual.tank_fluid_temp_status_level,
                actual.tank_fluid_temp_status_color
            ),
            (
                'daily_downtime',
                actual.daily_downtime_act,
                'min',
                actual.daily_downtime_variance_pct,
                actual.daily_downtime_status_level,
                actual.daily_downtime_status_color
            ),
            (
                'whp',
                actual.well_head_pressure_psi_act,
                'psi',
                actual.whp_variance_pct,
                actual.whp_status_level,
                actual.whp_status_color
            ),
            (
                'spm',
                actual.pump_avg_spm_act,
                'spm',
                actual.pump_spm_var_pct,
                actual.pump_spm_status_level,
                actual.pump_spm_status_color
            ),
            (
                'road_load',
                actual.road_load_pct_act,
                '%',
                actual.road_load_variance_pct,
                actual.road_load_status_level,
                actual.road_load_status_color
            ),
            (
                'hydraulic_load',
                actual.hydralift_unit_load_pct,
                '%',
                actual.hydraulic_load_variance_pct,
                actual.hydraulic_load_status_level,
                actual.hydraulic_load_status_color
            )
        ) AS medida (variable, valor, unidad, desviacion_pct, status_level, color)
    WHERE medida.status_level BETWEEN 3 AND 6
    UNION ALL
    SELECT
        actual.well_id,
        'comunicacion' AS variable, -- noqa: RF04
        actual.minutos_sin_reportar AS valor,
        'min' AS unidad,
        NULL AS desviacion_pct,
        4 AS status_level,
        actual.color_estado_comunicacion AS color
    FROM reporting.dataset_current_values AS actual
    WHERE actual.estado_comunicacion = 'OFFLINE'
    UNION ALL
    SELECT
        actual.well_id,
        'reloj' AS variable, -- noqa: RF04
        actual.minutos_adelanto AS valor,
        'min' AS unidad,
        NULL AS desviacion_pct,
        3 AS status_level,
        estado.color_hex AS color
    FROM reporting.dataset_current_values AS actual
    LEFT JOIN referencial.tbl_ref_estados_operativos AS estado ON estado.codigo_estado = 'WARNING'
    WHERE actual.minutos_adelanto IS NOT NULL
    UNION ALL
    SELECT
        actual.well_id,
        'motor' AS variable, -- noqa: RF04
        0 AS valor,
        '' AS unidad,
        NULL AS desviacion_pct,
        5 AS status_level,
        estado.color_hex AS color
    FROM reporting.dataset_current_values AS actual
    LEFT JOIN referencial.tbl_ref_estados_operativos AS estado ON estado.codigo_estado = 'CRITICAL'
    WHERE actual.motor_running_flag IS FALSE
)

SELECT
    medidas.well_id,
    pozo.nombre_pozo,
    pozo.campo,
    medidas.variable,
    round(medidas.valor::numeric, 2) AS valor,
    medidas.unidad,
    round(medidas.desviacion_pct::numeric, 2) AS desviacion_pct,
    medidas.status_level,
    estado.status_label,
    estado.severity_label,
    medidas.color,
    estado.prioridad_atencion,
    estado.requiere_accion_inmediata,
    actual.ultima_actualizacion,
    coalesce(
        CASE medidas.variable
            WHEN 'lift_efficiency' THEN 'lift_efficiency_pct_act'
            WHEN 'pump_fill' THEN 'pump_fill_monitor_pct'
            WHEN 'gas_fill' THEN 'gas_fill_monitor_pct_act'
            WHEN 'tank_temperature' THEN 'tank_fluid_temperature_f'
            WHEN 'daily_downtime' THEN 'daily_downtime_act'
            WHEN 'whp' THEN 'well_head_pressure_psi_act'
            WHEN 'spm' THEN 'pump_avg_spm_act'
            WHEN 'road_load' THEN 'road_load_pct_act'
            WHEN 'hydraulic_load' THEN 'hydralift_unit_load_pct'
            WHEN 'motor' THEN 'motor_running_flag'
        END = ANY(actual.medidas_viejas),
        FALSE
    ) AS es_vieja
FROM medidas
INNER JOIN reporting.dataset_current_values AS actual ON medidas.well_id = actual.well_id
LEFT JOIN reporting.dim_pozo AS pozo ON medidas.well_id = pozo.pozo_id
LEFT JOIN referencial.tbl_catalogo_status AS estado ON medidas.status_level = estado.status_level
ORDER BY estado.prioridad_atencion, medidas.well_id, medidas.variable;

COMMENT ON VIEW reporting.vw_alerts
IS 'What needs attention, one row per well and matter: level 3 to 6, silence, a clock ahead, motor stopped.';
COMMENT ON COLUMN reporting.vw_alerts.well_id IS 'Well.';
COMMENT ON COLUMN reporting.vw_alerts.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_alerts.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.vw_alerts.variable
IS 'What is the matter: a measure, comunicacion (OFFLINE), reloj (readings dated ahead) or motor (stopped).';
COMMENT ON COLUMN reporting.vw_alerts.valor
IS 'Value, in the unit of the row; minutes silent for comunicacion, minutes ahead for reloj.';
COMMENT ON COLUMN reporting.vw_alerts.unidad IS 'Unit of the value.';
COMMENT ON COLUMN reporting.vw_alerts.desviacion_pct IS 'Deviation of the value from its reference (%).';
COMMENT ON COLUMN reporting.vw_alerts.status_level
IS 'Level, see referencial.tbl_catalogo_status; reloj counts as 3, OFFLINE as 4, a stopped motor as 5.';
COMMENT ON COLUMN reporting.vw_alerts.status_label IS 'Status in words.';
COMMENT ON COLUMN reporting.vw_alerts.severity_label IS 'Severity in words.';
COMMENT ON COLUMN reporting.vw_alerts.color IS 'Colour, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_alerts.prioridad_atencion IS 'Order of attention, 0 first.';
COMMENT ON COLUMN reporting.vw_alerts.requiere_accion_inmediata IS 'Whether somebody must act at once.';
COMMENT ON COLUMN reporting.vw_alerts.ultima_actualizacion IS 'Newest reading of the well.';
COMMENT ON COLUMN reporting.vw_alerts.es_vieja
IS 'Whether the value is older than its class allows: the alert may be about what is no more.';
