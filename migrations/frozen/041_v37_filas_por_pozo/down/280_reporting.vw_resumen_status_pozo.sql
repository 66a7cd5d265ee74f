CREATE OR REPLACE VIEW reporting.vw_resumen_status_pozo AS
WITH niveles AS (
    SELECT
        actual.well_id,
        count(*) FILTER (WHERE nivel.nivel = 0) AS optimos,
        count(*) FILTER (WHERE nivel.nivel IN (1, 2)) AS normales,
        count(*) FILTER (WHERE nivel.nivel = 3) AS alertas,
        count(*) FILTER (WHERE nivel.nivel = 4) AS criticos,
        count(*) FILTER (WHERE nivel.nivel IN (5, 6)) AS fallas,
        count(*) FILTER (WHERE nivel.nivel = 7 OR nivel.nivel IS NULL) AS sin_datos,
        max(nivel.nivel) FILTER (WHERE nivel.nivel <= 6) AS peor_nivel
    FROM reporting.dataset_current_values AS actual
    CROSS JOIN
        LATERAL unnest(
            ARRAY[
                actual.mtbf_status_level,
                actual.kpi_uptime_pct_status_level,
                actual.kpi_kwh_bbl_status_level,
                actual.vol_eff_status_level,
                actual.lift_efficiency_status_level,
                actual.ai_accuracy_status_level,
                actual.pump_fill_monitor_status_level,
                actual.gas_fill_status_level,
                actual.tank_fluid_temp_status_level,
                actual.daily_downtime_status_level,
                actual.whp_status_level,
                actual.pump_spm_status_level,
                actual.road_load_status_level,
                actual.hydraulic_load_status_level
            ]
        ) AS nivel (nivel)
    GROUP BY actual.well_id
)

SELECT
    actual.well_id,
    actual.nombre_pozo,
    actual.campo,
    actual.estado_comunicacion,
    actual.motor_running_flag,
    actual.dq_status,
    coalesce(niveles.peor_nivel, 7) AS peor_nivel,
    estado.status_label AS peor_estado,
    estado.severity_label AS peor_severidad,
    niveles.optimos,
    niveles.normales,
    niveles.alertas,
    niveles.criticos,
    niveles.fallas,
    niveles.sin_datos,
    actual.ultima_actualizacion
FROM reporting.dataset_current_values AS actual
INNER JOIN niveles ON actual.well_id = niveles.well_id
LEFT JOIN referencial.tbl_catalogo_status AS estado ON coalesce(niveles.peor_nivel, 7) = estado.status_level;

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
