ALTER TABLE referencial.tbl_var_scada_map DROP CONSTRAINT chk_columna_stage;

-- squawk-ignore constraint-missing-not-valid: as v04_referencial made it
ALTER TABLE referencial.tbl_var_scada_map
ADD CONSTRAINT chk_columna_stage CHECK (columna_stage ~ '^[a-z][a-z0-9_]*$');
