CREATE TABLE etl.ciclo_pasos (
    ciclo text NOT NULL,
    orden integer NOT NULL,
    llamada text NOT NULL,
    critico boolean NOT NULL DEFAULT TRUE,
    activo boolean NOT NULL DEFAULT TRUE,
    CONSTRAINT ciclo_pasos_pkey PRIMARY KEY (ciclo, orden),
    CONSTRAINT fk_ciclo_pasos_ciclo FOREIGN KEY (ciclo) REFERENCES etl.ciclos (ciclo) ON DELETE CASCADE,
    CONSTRAINT chk_llamada CHECK (llamada ~* '^CALL ')
);

GRANT INSERT, UPDATE, DELETE ON TABLE etl.ciclo_pasos TO bp010_operacion;

COMMENT ON TABLE etl.ciclo_pasos IS 'Steps of each cycle in their order.';
COMMENT ON COLUMN etl.ciclo_pasos.ciclo IS 'Cycle.';
COMMENT ON COLUMN etl.ciclo_pasos.orden IS 'Position in the chain.';
COMMENT ON COLUMN etl.ciclo_pasos.llamada IS 'Statement that the step runs, a CALL.';
COMMENT ON COLUMN etl.ciclo_pasos.critico IS 'Whether its failure stops the chain.';
COMMENT ON COLUMN etl.ciclo_pasos.activo IS 'Whether the step is run.';
