CREATE OR REPLACE VIEW etl.consumidores
WITH (security_invoker = TRUE) AS
-- Constants, not rows: which routines consume dirty keys is part of the code and versioned with it.
SELECT
    consumidores.consumidor,
    consumidores.descripcion,
    consumidores.lecturas
FROM (
    VALUES
    ('hechos', 'hourly, daily and monthly facts: reporting.sp_load_to_reporting', TRUE),
    ('dq', 'data quality: stage.sp_execute_dq_validation', TRUE),
    ('carta', 'newest card of each well: reporting.sp_sync_latest_dynacard', TRUE),
    ('foto', 'newest value of each measure of each well: reporting.actualizar_current_values_v4', TRUE),
    ('derivados', 'derived values: reporting.sp_calcular_derivados_completos', FALSE),
    ('kpi', 'business KPIs: reporting.poblar_kpi_business', FALSE),
    ('cdi', 'accuracy of the hours: reporting.sp_sync_cdi_to_reporting', FALSE),
    ('ipr', 'qmax of the hours: reporting.sp_sync_ipr_to_reporting', FALSE),
    ('arps', 'remaining recovery of the days: reporting.sp_sync_arps_to_reporting', FALSE)
) AS consumidores (consumidor, descripcion, lecturas);

COMMENT ON VIEW etl.consumidores
IS 'Consumers of dirty keys: the routines that recompute what changed.';
COMMENT ON COLUMN etl.consumidores.consumidor IS 'Name of the consumer.';
COMMENT ON COLUMN etl.consumidores.descripcion IS 'What it recomputes.';
COMMENT ON COLUMN etl.consumidores.lecturas IS 'Whether changed readings feed it directly.';
