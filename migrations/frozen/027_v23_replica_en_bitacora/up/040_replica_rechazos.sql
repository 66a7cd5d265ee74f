CREATE TABLE etl.replica_rechazos (
    replica text NOT NULL, -- noqa: RF04
    tabla text NOT NULL,
    llave text[] NOT NULL,
    columna text NOT NULL,
    valor text,
    motivo text NOT NULL,
    ejecucion_id bigint,
    visto_en timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT replica_rechazos_pkey PRIMARY KEY (replica, tabla, llave, columna),
    CONSTRAINT fk_replica_rechazo_ejecucion FOREIGN KEY (ejecucion_id)
    REFERENCES etl.etl_ejecuciones (id) ON DELETE SET NULL
);

CREATE INDEX ix_replica_rechazos_ejecucion
ON etl.replica_rechazos (ejecucion_id);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.replica_rechazos TO bp010_escritura, bp010_operacion;

COMMENT ON TABLE etl.replica_rechazos
IS 'Values of a source that PostgreSQL cannot hold, as they were: the rest of their row is in the replica.';
COMMENT ON COLUMN etl.replica_rechazos.replica IS 'Replica.';
COMMENT ON COLUMN etl.replica_rechazos.tabla IS 'Table, by its name at the source.';
COMMENT ON COLUMN etl.replica_rechazos.llave IS 'Key of the row, as the source writes it.';
COMMENT ON COLUMN etl.replica_rechazos.columna
IS 'Column, by its name at the source; empty where the whole row had to be left out.';
COMMENT ON COLUMN etl.replica_rechazos.valor IS 'The value, or the row, as the source gave it.';
COMMENT ON COLUMN etl.replica_rechazos.motivo IS 'Why it could not be kept.';
COMMENT ON COLUMN etl.replica_rechazos.ejecucion_id IS 'Run that saw it last.';
COMMENT ON COLUMN etl.replica_rechazos.visto_en IS 'When that was.';
