CREATE TABLE etl.claves_sucias (
    consumidor text NOT NULL,
    well_id integer NOT NULL,
    hora timestamptz NOT NULL,
    creada_en timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX ix_claves_sucias
ON etl.claves_sucias (consumidor, well_id, hora);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.claves_sucias TO bp010_operacion;

COMMENT ON TABLE etl.claves_sucias
IS 'Queue of wells and hours to recompute, appended in the writers own transaction; no unique key.';
COMMENT ON COLUMN etl.claves_sucias.consumidor IS 'Consumer that has to recompute.';
COMMENT ON COLUMN etl.claves_sucias.well_id IS 'Well.';
COMMENT ON COLUMN etl.claves_sucias.hora IS 'Start of the hour, in UTC.';
COMMENT ON COLUMN etl.claves_sucias.creada_en IS 'When it was enqueued.';
