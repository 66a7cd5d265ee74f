CREATE TABLE stage.tbl_landing_rechazos (
    unit_id integer,
    var_id integer,
    motivo text NOT NULL,
    valor_crudo text,
    detalle text,
    veces bigint NOT NULL DEFAULT 1,
    primera_vez timestamptz NOT NULL,
    ultima_vez timestamptz NOT NULL,
    CONSTRAINT uq_landing_rechazos UNIQUE NULLS NOT DISTINCT (unit_id, var_id, motivo, valor_crudo),
    CONSTRAINT chk_motivo CHECK (
        motivo IN (
            'no_numerico',
            'fuera_de_rango',
            'no_finito',
            'booleano_ilegible',
            'carta_ilegible',
            'carta_desigual',
            'fecha_futura',
            'fecha_ausente',
            'fecha_invalida',
            'unidad_desconocida',
            'unidad_ausente',
            'variable_ausente',
            'valor_ausente'
        )
    ),
    CONSTRAINT chk_valor_crudo CHECK (length(valor_crudo) <= 200)
);

GRANT INSERT, UPDATE, DELETE ON TABLE stage.tbl_landing_rechazos TO bp010_operacion;

COMMENT ON TABLE stage.tbl_landing_rechazos
IS 'What could not be used of the landing: each distinct value once, with its reason and how often it came.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.unit_id IS 'SCADA unit that sent it.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.var_id IS 'SCADA variable.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.motivo IS 'Reason code.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.valor_crudo
IS 'Value as it came, cut to its first 200 characters.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.detalle IS 'What exactly is wrong, for people.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.veces IS 'How often it came.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.primera_vez IS 'When it came first.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.ultima_vez IS 'When it came last.';
