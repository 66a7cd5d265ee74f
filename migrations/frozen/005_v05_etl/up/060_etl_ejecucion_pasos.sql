CREATE TABLE etl.etl_ejecucion_pasos (
    ejecucion_id bigint NOT NULL,
    orden integer NOT NULL,
    intento integer NOT NULL DEFAULT 1,
    paso text NOT NULL,
    fecha_inicio timestamptz NOT NULL DEFAULT clock_timestamp(),
    fecha_fin timestamptz,
    duracion_segundos double precision,
    registros bigint,
    estado text NOT NULL DEFAULT 'en_proceso',
    detalle jsonb,
    error_sqlstate text,
    error_mensaje text,
    error_contexto text,
    CONSTRAINT etl_ejecucion_pasos_pkey PRIMARY KEY (ejecucion_id, orden, intento),
    CONSTRAINT fk_paso_ejecucion FOREIGN KEY (ejecucion_id)
    REFERENCES etl.etl_ejecuciones (id) ON DELETE CASCADE,
    CONSTRAINT chk_estado_paso CHECK (estado IN ('en_proceso', 'exitoso', 'fallido')),
    CONSTRAINT chk_intento CHECK (intento > 0)
);

GRANT INSERT, UPDATE ON TABLE etl.etl_ejecucion_pasos TO bp010_escritura;
GRANT INSERT, UPDATE, DELETE ON TABLE etl.etl_ejecucion_pasos TO bp010_operacion;

COMMENT ON TABLE etl.etl_ejecucion_pasos IS 'Steps of each run, every try of them.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.ejecucion_id IS 'Run.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.orden IS 'Position of the step in the run.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.intento IS 'Try, 1 for the first.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.paso IS 'What was called.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.fecha_inicio IS 'When the try started.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.fecha_fin IS 'When it ended.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.duracion_segundos IS 'How long it took (s).';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.registros IS 'Rows written, where the step says so.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.estado IS 'En_proceso, exitoso or fallido.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.detalle IS 'What the step reports about its work.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.error_sqlstate IS 'SQLSTATE of the error.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.error_mensaje IS 'What went wrong.';
COMMENT ON COLUMN etl.etl_ejecucion_pasos.error_contexto IS 'Where it went wrong: the call stack.';
