-- squawk-ignore ban-drop-constraint: a stricter one takes its place
ALTER TABLE referencial.tbl_var_scada_map DROP CONSTRAINT chk_columna_stage;

ALTER TABLE referencial.tbl_var_scada_map
ADD CONSTRAINT chk_columna_stage CHECK (referencial.fnc_es_columna_scada(columna_stage)) NOT VALID;

COMMENT ON CONSTRAINT chk_columna_stage ON referencial.tbl_var_scada_map
IS 'It is a column of stage.tbl_pozo_produccion, and neither its key nor its time of arrival.';
