CREATE TABLE etl.replica_tramos (
    replica text NOT NULL, -- noqa: RF04
    tabla text NOT NULL,
    orden integer NOT NULL,
    hasta text[],
    filas bigint NOT NULL,
    apartadas bigint NOT NULL DEFAULT 0,
    ejecucion_id bigint,
    cargado_en timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT replica_tramos_pkey PRIMARY KEY (replica, tabla, orden),
    CONSTRAINT fk_replica_tramo_ejecucion FOREIGN KEY (ejecucion_id)
    REFERENCES etl.etl_ejecuciones (id) ON DELETE SET NULL
);

CREATE INDEX ix_replica_tramos_ejecucion
ON etl.replica_tramos (ejecucion_id);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.replica_tramos TO bp010_escritura, bp010_operacion;

COMMENT ON TABLE etl.replica_tramos
IS 'Chunks of the load of all rows of a table, each committed with its rows: what a killed load has done.';
COMMENT ON COLUMN etl.replica_tramos.replica IS 'Replica.';
COMMENT ON COLUMN etl.replica_tramos.tabla IS 'Table, by its name at the source.';
COMMENT ON COLUMN etl.replica_tramos.orden IS 'Position of the chunk, 1 for the first.';
COMMENT ON COLUMN etl.replica_tramos.hasta
IS 'Last key of the chunk in the source''s order; the next chunk begins after it. NULL without a key.';
COMMENT ON COLUMN etl.replica_tramos.filas IS 'Rows read.';
COMMENT ON COLUMN etl.replica_tramos.apartadas IS 'Values and rows of it that had to be set aside.';
COMMENT ON COLUMN etl.replica_tramos.ejecucion_id IS 'Run that loaded it.';
COMMENT ON COLUMN etl.replica_tramos.cargado_en IS 'When it was committed.';
