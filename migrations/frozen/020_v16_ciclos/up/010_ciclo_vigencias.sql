CREATE TABLE etl.ciclo_vigencias (
    ciclo text NOT NULL,
    programador text NOT NULL,
    desde timestamptz NOT NULL,
    hasta timestamptz,
    expresion_cron text NOT NULL,
    revisado_hasta timestamptz,
    CONSTRAINT ciclo_vigencias_pkey PRIMARY KEY (ciclo, programador, desde),
    CONSTRAINT chk_vigencia CHECK (hasta >= desde)
);

CREATE UNIQUE INDEX uq_ciclo_vigencias_abierta
ON etl.ciclo_vigencias (ciclo, programador) WHERE hasta IS NULL;

GRANT INSERT, UPDATE, DELETE ON TABLE etl.ciclo_vigencias TO bp010_operacion;

COMMENT ON TABLE etl.ciclo_vigencias
IS 'When each cycle was scheduled: only in these times can a scheduled start be missed.';
COMMENT ON COLUMN etl.ciclo_vigencias.ciclo IS 'Cycle.';
COMMENT ON COLUMN etl.ciclo_vigencias.programador
IS 'Who had to start it: pg_cron, or the foreground scheduler.';
COMMENT ON COLUMN etl.ciclo_vigencias.desde IS 'Since when.';
COMMENT ON COLUMN etl.ciclo_vigencias.hasta IS 'Until when; NULL while it is scheduled.';
COMMENT ON COLUMN etl.ciclo_vigencias.expresion_cron IS 'At which times, in cron terms and UTC.';
COMMENT ON COLUMN etl.ciclo_vigencias.revisado_hasta
IS 'Scheduled starts before this have been compared with the runs.';
