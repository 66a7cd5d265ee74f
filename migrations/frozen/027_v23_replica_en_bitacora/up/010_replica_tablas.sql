CREATE TABLE etl.replica_tablas (
    replica text NOT NULL, -- noqa: RF04
    tabla text NOT NULL,
    clase text,
    cada_segundos integer,
    estado text NOT NULL DEFAULT 'cargando',
    columnas text[],
    marca text,
    foto_en timestamptz,
    prueba text,
    probada_en timestamptz,
    ejecucion_id bigint,
    actualizada_en timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT replica_tablas_pkey PRIMARY KEY (replica, tabla),
    CONSTRAINT fk_replica_tabla_ejecucion FOREIGN KEY (ejecucion_id)
    REFERENCES etl.etl_ejecuciones (id) ON DELETE SET NULL,
    CONSTRAINT chk_replica_cada CHECK (cada_segundos > 0),
    CONSTRAINT chk_replica_estado CHECK (estado IN ('cargando', 'al_dia')),
    CONSTRAINT chk_replica_prueba CHECK (prueba IN ('igual', 'diferente'))
);

CREATE INDEX ix_replica_tablas_ejecucion
ON etl.replica_tablas (ejecucion_id);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.replica_tablas TO bp010_escritura, bp010_operacion;

COMMENT ON TABLE etl.replica_tablas
IS 'Tables of the replicas: how far each has been read and when it was proven equal to its source.';
COMMENT ON COLUMN etl.replica_tablas.replica IS 'Replica; its tables are in the schema replica_<name>.';
COMMENT ON COLUMN etl.replica_tablas.tabla IS 'Table, by its name at the source.';
COMMENT ON COLUMN etl.replica_tablas.clase IS 'Class of the plan, which says how often it is read.';
COMMENT ON COLUMN etl.replica_tablas.cada_segundos IS 'How often it is to be read (s).';
COMMENT ON COLUMN etl.replica_tablas.estado
IS 'Cargando while its first load, or a new one of all rows, is not complete; al_dia after it.';
COMMENT ON COLUMN etl.replica_tablas.columnas IS 'Columns that have been read, by their names at the source.';
COMMENT ON COLUMN etl.replica_tablas.marca
IS 'Newest watermark that has been read, as the source writes it; rows near it are read again.';
COMMENT ON COLUMN etl.replica_tablas.foto_en
IS 'Moment of the newest snapshot of the source that the table has come up to.';
COMMENT ON COLUMN etl.replica_tablas.prueba
IS 'Verdict of the newest comparison of every value with the source: igual or diferente.';
COMMENT ON COLUMN etl.replica_tablas.probada_en IS 'When that comparison was made.';
COMMENT ON COLUMN etl.replica_tablas.ejecucion_id IS 'Run that was the last to write here.';
COMMENT ON COLUMN etl.replica_tablas.actualizada_en IS 'When the row was last changed.';
