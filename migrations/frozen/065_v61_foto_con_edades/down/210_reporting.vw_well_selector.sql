CREATE OR REPLACE VIEW reporting.vw_well_selector
WITH (security_invoker = TRUE) AS
WITH por_pozo AS (
    SELECT
        alerta.well_id,
        count(*) AS alertas,
        max(alerta.status_level) AS peor_nivel
    FROM reporting.vw_alerts AS alerta
    GROUP BY alerta.well_id
)

SELECT
    pozo.pozo_id AS well_id,
    pozo.nombre_pozo,
    pozo.cliente,
    pozo.region,
    pozo.campo,
    actual.estado_comunicacion,
    actual.color_estado_comunicacion,
    actual.motor_running_flag,
    coalesce(por_pozo.alertas, 0) AS alertas,
    por_pozo.peor_nivel,
    actual.ultima_actualizacion
FROM reporting.dim_pozo AS pozo
LEFT JOIN reporting.dataset_current_values AS actual ON pozo.pozo_id = actual.well_id
LEFT JOIN por_pozo ON pozo.pozo_id = por_pozo.well_id
ORDER BY por_pozo.peor_nivel DESC NULLS LAST, por_pozo.alertas DESC NULLS LAST, pozo.nombre_pozo ASC;

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
