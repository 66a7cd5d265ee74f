CREATE TABLE etl.consumidores (
    consumidor text NOT NULL,
    descripcion text NOT NULL,
    lecturas boolean NOT NULL,
    CONSTRAINT consumidores_pkey PRIMARY KEY (consumidor)
);

INSERT INTO etl.consumidores (consumidor, descripcion, lecturas)
VALUES
('hechos', 'hourly, daily and monthly facts: reporting.sp_load_to_reporting', TRUE),
('dq', 'data quality: stage.sp_execute_dq_validation', TRUE),
('carta', 'newest card of each well: reporting.sp_sync_latest_dynacard', TRUE),
('derivados', 'derived values: reporting.sp_calcular_derivados_completos', FALSE),
('kpi', 'business KPIs: reporting.poblar_kpi_business', FALSE);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.consumidores TO bp010_operacion;

COMMENT ON TABLE etl.consumidores IS 'Consumers of dirty keys: the routines that recompute what changed.';
COMMENT ON COLUMN etl.consumidores.consumidor IS 'Name of the consumer.';
COMMENT ON COLUMN etl.consumidores.descripcion IS 'What it recomputes.';
COMMENT ON COLUMN etl.consumidores.lecturas IS 'Whether changed readings feed it directly.';
