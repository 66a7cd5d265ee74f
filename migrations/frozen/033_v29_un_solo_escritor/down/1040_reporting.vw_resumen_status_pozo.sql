CREATE OR REPLACE VIEW reporting.vw_resumen_status_pozo AS
WITH niveles AS (
    SELECT
        c.well_id,
        count(*) FILTER (WHERE n.nivel = 0) AS optimos,
        count(*) FILTER (WHERE n.nivel IN (1, 2)) AS normales,
        count(*) FILTER (WHERE n.nivel = 3) AS alertas,
        count(*) FILTER (WHERE n.nivel = 4) AS criticos,
        count(*) FILTER (WHERE n.nivel IN (5, 6)) AS fallas,
        count(*) FILTER (WHERE n.nivel = 7 OR n.nivel IS NULL) AS sin_datos,
        max(n.nivel) FILTER (WHERE n.nivel <= 6) AS peor_nivel
    FROM reporting.dataset_current_values AS c
    CROSS JOIN
        LATERAL unnest(
            ARRAY[
                c.mtbf_status_level,
                c.kpi_uptime_pct_status_level,
                c.kpi_kwh_bbl_status_level,
                c.vol_eff_status_level,
                c.lift_efficiency_status_level,
                c.ai_accuracy_status_level,
                c.pump_fill_monitor_status_level,
                c.gas_fill_status_level,
                c.tank_fluid_temp_status_level,
                c.daily_downtime_status_level,
                c.whp_status_level,
                c.pump_spm_status_level,
                c.road_load_status_level,
                c.hydraulic_load_status_level
            ]
        ) AS n (nivel)
    GROUP BY c.well_id
)

SELECT
    c.well_id,
    c.nombre_pozo,
    c.campo,
    c.estado_comunicacion,
    c.motor_running_flag,
    c.dq_status,
    coalesce(n.peor_nivel, 7) AS peor_nivel,
    s.status_label AS peor_estado,
    s.severity_label AS peor_severidad,
    n.optimos,
    n.normales,
    n.alertas,
    n.criticos,
    n.fallas,
    n.sin_datos,
    c.ultima_actualizacion
FROM reporting.dataset_current_values AS c
INNER JOIN niveles AS n ON c.well_id = n.well_id
LEFT JOIN referencial.tbl_catalogo_status AS s ON coalesce(n.peor_nivel, 7) = s.status_level;

COMMENT ON VIEW reporting.vw_resumen_status_pozo
IS 'State of each well: how many of its fourteen judged measures are at each level, and the worst of them.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.well_id IS 'Well.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.estado_comunicacion IS 'ONLINE, DELAYED or OFFLINE.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.motor_running_flag IS 'Whether the motor runs.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.dq_status IS 'Data quality of the last 24 h.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.peor_nivel
IS 'Worst level of 0 to 6; 7 where no measure has a value.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.peor_estado IS 'That level in words.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.peor_severidad IS 'Its severity in words.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.optimos IS 'Measures at level 0.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.normales IS 'Measures at level 1 or 2.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.alertas IS 'Measures at level 3.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.criticos IS 'Measures at level 4.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.fallas IS 'Measures at level 5 or 6.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.sin_datos IS 'Measures without a value.';
COMMENT ON COLUMN reporting.vw_resumen_status_pozo.ultima_actualizacion IS 'Newest reading of the well.';
