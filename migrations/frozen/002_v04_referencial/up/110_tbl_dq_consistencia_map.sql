CREATE TABLE referencial.tbl_dq_consistencia_map (
    variable_id integer NOT NULL,
    regla_consistencia_id integer NOT NULL,
    CONSTRAINT tbl_dq_consistencia_map_pkey PRIMARY KEY (variable_id, regla_consistencia_id),
    CONSTRAINT tbl_dq_consistencia_map_variable_id_fkey FOREIGN KEY (variable_id)
    REFERENCES referencial.tbl_maestra_variables (variable_id),
    CONSTRAINT tbl_dq_consistencia_map_regla_consistencia_id_fkey FOREIGN KEY (regla_consistencia_id)
    REFERENCES referencial.tbl_reglas_consistencia (regla_id)
);

CREATE INDEX tbl_dq_consistencia_map_regla_consistencia_id_idx
ON referencial.tbl_dq_consistencia_map (regla_consistencia_id);

COMMENT ON TABLE referencial.tbl_dq_consistencia_map
IS 'Which variables take part in which consistency rule.';
COMMENT ON COLUMN referencial.tbl_dq_consistencia_map.variable_id IS 'Variable.';
COMMENT ON COLUMN referencial.tbl_dq_consistencia_map.regla_consistencia_id IS 'Consistency rule.';
COMMENT ON INDEX referencial.tbl_dq_consistencia_map_regla_consistencia_id_idx IS 'Variables of a rule.';
