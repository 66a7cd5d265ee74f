CREATE TABLE referencial.tbl_unidad_alias (
    alias text NOT NULL, -- noqa: RF04
    unidad_id integer NOT NULL,
    CONSTRAINT tbl_unidad_alias_pkey PRIMARY KEY (alias),
    CONSTRAINT tbl_unidad_alias_unidad_id_fkey FOREIGN KEY (unidad_id)
    REFERENCES referencial.tbl_ref_unidades (unidad_id)
);

CREATE INDEX tbl_unidad_alias_unidad_id_idx ON referencial.tbl_unidad_alias (unidad_id);

COMMENT ON TABLE referencial.tbl_unidad_alias
IS 'Spellings of units as they are found in the field, and the standard unit that they mean.';
COMMENT ON COLUMN referencial.tbl_unidad_alias.alias
IS 'Spelling as found, case and spaces included: PSI, Pies, hh.mm.';
COMMENT ON COLUMN referencial.tbl_unidad_alias.unidad_id IS 'Standard unit.';
COMMENT ON INDEX referencial.tbl_unidad_alias_unidad_id_idx IS 'Spellings of a unit.';
