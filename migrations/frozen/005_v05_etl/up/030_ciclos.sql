CREATE TABLE etl.ciclos (
    ciclo text NOT NULL,
    expresion_cron text,
    activo boolean NOT NULL DEFAULT TRUE,
    limite_segundos integer NOT NULL DEFAULT 300,
    descripcion text,
    CONSTRAINT ciclos_pkey PRIMARY KEY (ciclo),
    CONSTRAINT chk_limite_segundos CHECK (limite_segundos > 0)
);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.ciclos TO bp010_operacion;

COMMENT ON TABLE etl.ciclos IS 'Cycles: the chains that run by themselves, when and how long they may.';
COMMENT ON COLUMN etl.ciclos.ciclo IS 'Name of the cycle.';
COMMENT ON COLUMN etl.ciclos.expresion_cron
IS 'When it runs, in cron terms and UTC; NULL for a cycle that only people start.';
COMMENT ON COLUMN etl.ciclos.activo IS 'Whether it is scheduled.';
COMMENT ON COLUMN etl.ciclos.limite_segundos IS 'Run time after which it is cancelled (s).';
COMMENT ON COLUMN etl.ciclos.descripcion IS 'What it does.';
