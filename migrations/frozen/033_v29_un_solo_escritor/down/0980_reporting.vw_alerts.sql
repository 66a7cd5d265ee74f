CREATE OR REPLACE VIEW reporting.vw_alerts AS
WITH medidas AS (
    SELECT
        c.well_id,
        v.variable,
        v.valor,
        v.unidad,
        v.desviacion_pct,
        v.status_level,
        v.color
    FROM reporting.dataset_current_values AS c
    CROSS JOIN
        LATERAL (
            VALUES
            (
                'mtbf',
                c.kpi_mtbf_hrs_act,
                'h',
                c.mtbf_variance_pct,
                c.mtbf_status_level,
                c.mtbf_status_color
            ),
            (
                'uptime',
                c.kpi_uptime_pct_act,
                '%',
                c.kpi_uptime_pct_variance_pct,
                c.kpi_uptime_pct_status_level,
                c.kpi_uptime_pct_status_color
            ),
            (
                'kwh_bbl',
                c.kpi_kwh_bbl_act,
                'kWh/bbl',
                c.kpi_kwh_bbl_variance_pct,
                c.kpi_kwh_bbl_status_level,
                c.kpi_kwh_bbl_status_color
            ),
            (
                'vol_eff',
                c.kpi_vol_eff_pct_act,
                '%',
                c.vol_eff_variance_pct,
                c.vol_eff_status_level,
                c.vol_eff_status_color
            ),
            (
                'lift_efficiency',
                c.lift_efficiency_pct_act,
                '%',
                c.lift_efficiency_variance_pct,
                c.lift_efficiency_status_level,
                c.lift_efficiency_status_color
            ),
            (
                'ai_accuracy',
                c.ai_accuracy_act,
                '%',
                c.ai_accuracy_variance_pct,
                c.ai_accuracy_status_level,
                c.ai_accuracy_status_color
            ),
            (
                'pump_fill',
                c.pump_fill_monitor_pct,
                '%',
                c.pump_fill_monitor_variance_pct,
                c.pump_fill_monitor_status_level,
                c.pump_fill_monitor_status_color
            ),
            (
                'gas_fill',
                c.gas_fill_monitor_pct_act,
                '%',
                c.gas_fill_variance_pct,
                c.gas_fill_status_level,
                c.gas_fill_status_color
            ),
            (
                'tank_temperature',
                c.tank_fluid_temperature_f,
                '°F',
                c.tank_fluid_temp_variance_pct,
                c.tank_fluid_temp_status_level,
                c.tank_fluid_temp_status_color
            ),
            (
                'daily_downtime',
                c.daily_downtime_act,
                'min',
                c.daily_downtime_variance_pct,
                c.daily_downtime_status_level,
                c.daily_downtime_status_color
            ),
            (
                'whp',
                c.well_head_pressure_psi_act,
                'psi',
                c.whp_variance_pct,
                c.whp_status_level,
                c.whp_status_color
            ),
            (
                'spm',
                c.pump_avg_spm_act,
                'spm',
                c.pump_spm_var_pct,
                c.pump_spm_status_level,
                c.pump_spm_status_color
            ),
            (
                'road_load',
                c.road_load_pct_act,
                '%',
                c.road_load_variance_pct,
                c.road_load_status_level,
                c.road_load_status_color
            ),
            (
                'hydraulic_load',
                c.hydralift_unit_load_pct,
                '%',
                c.hydraulic_load_variance_pct,
                c.hydraulic_load_status_level,
                c.hydraulic_load_status_color
            )
        ) AS v (variable, valor, unidad, desviacion_pct, status_level, color)
    WHERE v.status_level BETWEEN 3 AND 6
    UNION ALL
    SELECT
        c.well_id,
        'comunicacion' AS variable, -- noqa: RF04
        c.minutos_sin_reportar AS valor,
        'min' AS unidad,
        NULL AS desviacion_pct,
        4 AS status_level,
        c.color_estado_comunicacion AS color
    FROM reporting.dataset_current_values AS c
    WHERE c.estado_comunicacion = 'OFFLINE'
    UNION ALL
    SELECT
        c.well_id,
        'motor' AS variable, -- noqa: RF04
        0 AS valor,
        '' AS unidad,
        NULL AS desviacion_pct,
        5 AS status_level,
        e.color_hex AS color
    FROM reporting.dataset_current_values AS c
    LEFT JOIN referencial.tbl_ref_estados_operativos AS e ON e.codigo_estado = 'CRITICAL'
    WHERE c.motor_running_flag IS FALSE
)

SELECT
    m.well_id,
    p.nombre_pozo,
    p.campo,
    m.variable,
    round(m.valor::numeric, 2) AS valor,
    m.unidad,
    round(m.desviacion_pct::numeric, 2) AS desviacion_pct,
    m.status_level,
    s.status_label,
    s.severity_label,
    m.color,
    s.prioridad_atencion,
    s.requiere_accion_inmediata,
    c.ultima_actualizacion
FROM medidas AS m
INNER JOIN reporting.dataset_current_values AS c ON m.well_id = c.well_id
LEFT JOIN reporting.dim_pozo AS p ON m.well_id = p.pozo_id
LEFT JOIN referencial.tbl_catalogo_status AS s ON m.status_level = s.status_level
ORDER BY s.prioridad_atencion, m.well_id, m.variable;

COMMENT ON VIEW reporting.vw_alerts
IS 'What needs attention, one row per well and matter: level 3 to 6, no communication, motor stopped.';
COMMENT ON COLUMN reporting.vw_alerts.well_id IS 'Well.';
COMMENT ON COLUMN reporting.vw_alerts.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_alerts.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.vw_alerts.variable
IS 'What is the matter: a measure, comunicacion (OFFLINE) or motor (stopped).';
COMMENT ON COLUMN reporting.vw_alerts.valor
IS 'Value, in the unit of the row; minutes silent for comunicacion.';
COMMENT ON COLUMN reporting.vw_alerts.unidad IS 'Unit of the value.';
COMMENT ON COLUMN reporting.vw_alerts.desviacion_pct IS 'Deviation of the value from its reference (%).';
COMMENT ON COLUMN reporting.vw_alerts.status_level
IS 'Level, see referencial.tbl_catalogo_status; OFFLINE counts as 4, a stopped motor as 5.';
COMMENT ON COLUMN reporting.vw_alerts.status_label IS 'Status in words.';
COMMENT ON COLUMN reporting.vw_alerts.severity_label IS 'Severity in words.';
COMMENT ON COLUMN reporting.vw_alerts.color IS 'Colour, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_alerts.prioridad_atencion IS 'Order of attention, 0 first.';
COMMENT ON COLUMN reporting.vw_alerts.requiere_accion_inmediata IS 'Whether somebody must act at once.';
COMMENT ON COLUMN reporting.vw_alerts.ultima_actualizacion IS 'Newest reading of the well.';
