-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint: the table is as new as this
ALTER TABLE stage.tbl_pozo_scada_dq
ADD CONSTRAINT fk_dq_regla FOREIGN KEY (regla_id)
REFERENCES referencial.tbl_dq_rules (regla_id) ON DELETE CASCADE;

COMMENT ON CONSTRAINT fk_dq_regla ON stage.tbl_pozo_scada_dq
IS 'The verdicts of a rule go with it.';
