CREATE TABLE referencial.tbl_var_scada_map (
    var_id_scada integer NOT NULL,
    id_formato1 integer NOT NULL,
    columna_stage text NOT NULL,
    comentario text,
    conversion text, -- noqa: RF04
    contador text,
    CONSTRAINT tbl_var_scada_map_pkey PRIMARY KEY (var_id_scada),
    CONSTRAINT tbl_var_scada_map_id_formato1_fkey FOREIGN KEY (id_formato1)
    REFERENCES referencial.tbl_maestra_variables (id_formato1),
    CONSTRAINT chk_columna_stage CHECK (columna_stage ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT chk_conversion CHECK (conversion IN ('hhmm', 'x0.1')),
    CONSTRAINT chk_contador CHECK (contador IN ('diario', 'medidor', 'vida'))
);

COMMENT ON TABLE referencial.tbl_var_scada_map
IS 'Which SCADA variable fills which column of stage.tbl_pozo_produccion, and how; the pivot knows '
'nothing else.';
COMMENT ON COLUMN referencial.tbl_var_scada_map.var_id_scada
IS 'Number of the variable in SCADA (var_id of the landing).';
COMMENT ON COLUMN referencial.tbl_var_scada_map.id_formato1 IS 'Variable of the model.';
COMMENT ON COLUMN referencial.tbl_var_scada_map.columna_stage IS 'Column of stage.tbl_pozo_produccion.';
COMMENT ON COLUMN referencial.tbl_var_scada_map.comentario IS 'Label that SCADA shows.';
COMMENT ON COLUMN referencial.tbl_var_scada_map.conversion
IS 'hhmm: hours and minutes in one number, to decimal hours; x0.1: tenths; NULL: as it is.';
COMMENT ON COLUMN referencial.tbl_var_scada_map.contador
IS 'diario: counter of the gauge day; medidor: meter that runs through the day; vida: never restarts; '
'NULL: no counter.';
