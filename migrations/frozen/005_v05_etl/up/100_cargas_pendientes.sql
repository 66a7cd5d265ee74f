CREATE TABLE etl.cargas_pendientes (
    cargado_en timestamptz NOT NULL,
    unit_id integer,
    creada_en timestamptz NOT NULL DEFAULT clock_timestamp(),
    avisada_en timestamptz
);

CREATE INDEX ix_cargas_pendientes
ON etl.cargas_pendientes (unit_id, cargado_en);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.cargas_pendientes TO bp010_operacion;

COMMENT ON TABLE etl.cargas_pendientes
IS 'Queue of landing loads that the pivot has to take, appended in the loader''s own transaction.';
COMMENT ON COLUMN etl.cargas_pendientes.cargado_en IS 'Load, as in stage.landing_scada_data.';
COMMENT ON COLUMN etl.cargas_pendientes.unit_id IS 'SCADA unit of its rows.';
COMMENT ON COLUMN etl.cargas_pendientes.creada_en IS 'When it was enqueued.';
COMMENT ON COLUMN etl.cargas_pendientes.avisada_en
IS 'When its values were reported as of an unknown unit; they wait here until the unit gets a master row.';
