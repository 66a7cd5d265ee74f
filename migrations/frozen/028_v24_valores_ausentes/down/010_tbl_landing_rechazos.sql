DELETE FROM stage.tbl_landing_rechazos AS rechazo
WHERE rechazo.motivo IN (
    'sin_valor',
    'centinela',
    'decimal_ambiguo',
    'hora_ambigua',
    'hora_inexistente',
    'texto_invalido',
    'celda_ilegible',
    'repetido'
);

ALTER TABLE stage.tbl_landing_rechazos DROP CONSTRAINT chk_motivo;

-- squawk-ignore constraint-missing-not-valid: a small table, read in an instant
ALTER TABLE stage.tbl_landing_rechazos ADD CONSTRAINT chk_motivo CHECK (
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
);

REVOKE INSERT, UPDATE ON TABLE stage.tbl_landing_rechazos FROM bp010_escritura;

COMMENT ON TABLE stage.tbl_landing_rechazos
IS 'What could not be used of the landing: each distinct value once, with its reason and how often it came.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.unit_id IS 'SCADA unit that sent it.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.var_id IS 'SCADA variable.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.valor_crudo
IS 'Value as it came, cut to its first 200 characters; of an unknown or absent unit an example.';
