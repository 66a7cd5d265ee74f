CREATE OR REPLACE VIEW reporting.vw_well_selector AS
WITH a AS (
    SELECT
        v.well_id,
        count(*) AS alertas,
        max(v.status_level) AS peor_nivel
    FROM reporting.vw_alerts AS v
    GROUP BY v.well_id
)

SELECT
    p.pozo_id AS well_id,
    p.nombre_pozo,
    p.cliente,
    p.region,
    p.campo,
    c.estado_comunicacion,
    c.color_estado_comunicacion,
    c.motor_running_flag,
    coalesce(a.alertas, 0) AS alertas,
    a.peor_nivel,
    c.ultima_actualizacion
FROM reporting.dim_pozo AS p
LEFT JOIN reporting.dataset_current_values AS c ON p.pozo_id = c.well_id
LEFT JOIN a ON p.pozo_id = a.well_id
ORDER BY a.peor_nivel DESC NULLS LAST, a.alertas DESC NULLS LAST, p.nombre_pozo ASC;

COMMENT ON VIEW reporting.vw_well_selector
IS 'Wells to choose from, the troubled ones first.';
COMMENT ON COLUMN reporting.vw_well_selector.well_id IS 'Well.';
COMMENT ON COLUMN reporting.vw_well_selector.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_well_selector.cliente IS 'Operator that the well belongs to.';
COMMENT ON COLUMN reporting.vw_well_selector.region IS 'Region.';
COMMENT ON COLUMN reporting.vw_well_selector.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.vw_well_selector.estado_comunicacion IS 'ONLINE, DELAYED or OFFLINE.';
COMMENT ON COLUMN reporting.vw_well_selector.color_estado_comunicacion
IS 'Colour of the communication, #RRGGBB.';
COMMENT ON COLUMN reporting.vw_well_selector.motor_running_flag IS 'Whether the motor runs.';
COMMENT ON COLUMN reporting.vw_well_selector.alertas IS 'Rows of the well in reporting.vw_alerts.';
COMMENT ON COLUMN reporting.vw_well_selector.peor_nivel
IS 'Worst level among them; NULL where nothing is the matter.';
COMMENT ON COLUMN reporting.vw_well_selector.ultima_actualizacion IS 'Newest reading of the well.';
