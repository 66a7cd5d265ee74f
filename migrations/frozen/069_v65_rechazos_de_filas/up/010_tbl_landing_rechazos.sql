-- squawk-ignore ban-drop-constraint: the next statement makes it again, with other reasons
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
        'valor_ausente',
        'sin_valor',
        'centinela',
        'decimal_ambiguo',
        'hora_ambigua',
        'hora_inexistente',
        'texto_invalido',
        'celda_ilegible',
        'repetido',
        'clave_ausente',
        'nombre_ausente',
        'nombre_ajeno',
        'sin_maestra',
        'regla_de_la_tabla',
        'valores_de_mas_o_menos'
    )
);

COMMENT ON TABLE stage.tbl_landing_rechazos
IS 'Values and whole rows that could not be used, of SCADA loads and files: why, how often, first and last.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.unit_id
IS 'SCADA unit that sent it; the well of a file''s row, where that can be read.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.var_id
IS 'SCADA variable; NULL also for a column that none is mapped to, and for a whole row.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.valor_crudo
IS 'Value as it came, cut to its first 200 characters; of an unknown or absent unit an example; column=value '
'where no variable names the column; of a whole row that no one value keeps out its start.';
COMMENT ON COLUMN stage.tbl_landing_rechazos.detalle
IS 'What exactly is wrong, for people; of a file its name and last line, and whether the whole row is out.';
