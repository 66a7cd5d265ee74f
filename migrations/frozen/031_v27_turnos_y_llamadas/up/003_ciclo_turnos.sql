CREATE TABLE etl.ciclo_turnos (
    ciclo text NOT NULL,
    backend_pid integer NOT NULL,
    backend_inicio timestamptz,
    sentencia_inicio timestamptz,
    tomado_en timestamptz NOT NULL,
    CONSTRAINT ciclo_turnos_pkey PRIMARY KEY (ciclo)
);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.ciclo_turnos TO bp010_operacion;

COMMENT ON TABLE etl.ciclo_turnos
IS 'Who has the turn of each cycle: one run of it goes on at a time. A turn is over when its holder is.';
COMMENT ON COLUMN etl.ciclo_turnos.ciclo IS 'Cycle.';
COMMENT ON COLUMN etl.ciclo_turnos.backend_pid IS 'Server process that has its turn.';
COMMENT ON COLUMN etl.ciclo_turnos.backend_inicio
IS 'When that process started; NULL where it could not look.';
COMMENT ON COLUMN etl.ciclo_turnos.sentencia_inicio
IS 'When it started the statement that took the turn, which ends with it; NULL for a turn of the session.';
COMMENT ON COLUMN etl.ciclo_turnos.tomado_en IS 'When it took the turn.';

ALTER TABLE etl.etl_ejecuciones ADD COLUMN sentencia_inicio timestamptz;

COMMENT ON COLUMN etl.etl_ejecuciones.sentencia_inicio
IS 'When the CALL started that made the run: a cycle''s run lives while it goes on; NULL for outside loads.';
