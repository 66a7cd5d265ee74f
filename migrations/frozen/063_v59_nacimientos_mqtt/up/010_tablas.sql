CREATE TABLE etl.fuente_nacimientos (
    fuente text NOT NULL,
    nodo text NOT NULL,
    seq integer,
    vivo boolean NOT NULL,
    nombres jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT fuente_nacimientos_pkey PRIMARY KEY (fuente, nodo),
    CONSTRAINT fk_nacimiento_fuente FOREIGN KEY (fuente)
    REFERENCES etl.fuentes (fuente) ON DELETE CASCADE,
    CONSTRAINT chk_nacimiento_seq CHECK (seq BETWEEN 0 AND 255)
);

GRANT SELECT ON TABLE etl.fuente_nacimientos TO bp010_lectura;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE etl.fuente_nacimientos TO bp010_operacion, bp010_escritura;

COMMENT ON TABLE etl.fuente_nacimientos
IS 'What the edge nodes of an MQTT source said at their births, by which their messages are read.';
COMMENT ON COLUMN etl.fuente_nacimientos.fuente IS 'The source.';
COMMENT ON COLUMN etl.fuente_nacimientos.nodo IS 'Edge node, with its group: group/node.';
COMMENT ON COLUMN etl.fuente_nacimientos.seq IS 'Number of its newest message that was landed, 0 to 255.';
COMMENT ON COLUMN etl.fuente_nacimientos.vivo IS 'Whether it was born and has not died since.';
COMMENT ON COLUMN etl.fuente_nacimientos.nombres
IS 'Of each device (empty for the node itself) the name of each alias.';

COMMENT ON COLUMN etl.fuentes.tipo
IS 'Its protocol, which is the etl_tipo of its runs in the ledger: http or mqtt.';
