CREATE TABLE etl.replica_calidad (
    ejecucion_id bigint NOT NULL,
    tabla text NOT NULL,
    columna text NOT NULL DEFAULT '',
    medida text NOT NULL,
    valor numeric NOT NULL,
    detalle text,
    CONSTRAINT replica_calidad_pkey PRIMARY KEY (ejecucion_id, tabla, columna, medida),
    CONSTRAINT fk_replica_calidad_ejecucion FOREIGN KEY (ejecucion_id)
    REFERENCES etl.etl_ejecuciones (id) ON DELETE CASCADE
);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.replica_calidad TO bp010_escritura, bp010_operacion;

COMMENT ON TABLE etl.replica_calidad IS 'What each run measured of each table of a replica.';
COMMENT ON COLUMN etl.replica_calidad.ejecucion_id IS 'Run.';
COMMENT ON COLUMN etl.replica_calidad.tabla IS 'Table, by its name at the source.';
COMMENT ON COLUMN etl.replica_calidad.columna IS 'Column that it is about; empty for the table.';
COMMENT ON COLUMN etl.replica_calidad.medida
IS 'What was measured: leidas, escritas, filas_origen, faltaban, sobraban, diferian, estructura, ….';
COMMENT ON COLUMN etl.replica_calidad.valor IS 'The figure.';
COMMENT ON COLUMN etl.replica_calidad.detalle IS 'What a person should know about it.';
