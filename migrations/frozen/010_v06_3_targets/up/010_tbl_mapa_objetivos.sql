CREATE TABLE referencial.tbl_mapa_objetivos (
    columna_dim_pozo text NOT NULL,
    id_formato1 integer,
    campo_limite text,
    factor numeric NOT NULL DEFAULT 1,
    kpi_nombre text,
    parametro text,
    CONSTRAINT tbl_mapa_objetivos_pkey PRIMARY KEY (columna_dim_pozo),
    CONSTRAINT tbl_mapa_objetivos_id_formato1_fkey FOREIGN KEY (id_formato1)
    REFERENCES referencial.tbl_maestra_variables (id_formato1),
    CONSTRAINT tbl_mapa_objetivos_kpi_nombre_parametro_fkey FOREIGN KEY (kpi_nombre, parametro)
    REFERENCES referencial.tbl_config_kpi (kpi_nombre, parametro),
    CONSTRAINT chk_columna_dim_pozo CHECK (columna_dim_pozo ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT chk_campo_limite CHECK (
        campo_limite IN (
            'target_value', 'baseline_value', 'min_critical', 'min_warning', 'max_warning', 'max_critical'
        )
    ),
    CONSTRAINT chk_limite CHECK (num_nonnulls(id_formato1, campo_limite) IN (0, 2)),
    CONSTRAINT chk_configuracion CHECK (num_nonnulls(kpi_nombre, parametro) IN (0, 2)),
    CONSTRAINT chk_fuente CHECK (num_nonnulls(id_formato1, kpi_nombre) > 0)
);

COMMENT ON TABLE referencial.tbl_mapa_objetivos
IS 'Where each target, threshold, baseline and constant of reporting.dim_pozo comes from: a limit (well''s '
'own row, else the template''s), else a configured default.';
COMMENT ON COLUMN referencial.tbl_mapa_objetivos.columna_dim_pozo
IS 'Column of reporting.dim_pozo that is filled.';
COMMENT ON COLUMN referencial.tbl_mapa_objetivos.id_formato1
IS 'Variable whose limit gives the value; NULL where no limit does.';
COMMENT ON COLUMN referencial.tbl_mapa_objetivos.campo_limite
IS 'Column of referencial.tbl_limites_pozo that is read; baseline_value only in a well''s own row, because '
'the template''s is its target.';
COMMENT ON COLUMN referencial.tbl_mapa_objetivos.factor
IS 'What the limit, not the configured default, is multiplied by to be in the column''s unit (60: h to min).';
COMMENT ON COLUMN referencial.tbl_mapa_objetivos.kpi_nombre
IS 'Group of the configured default; NULL where there is none.';
COMMENT ON COLUMN referencial.tbl_mapa_objetivos.parametro
IS 'Parameter of the configured default, in the column''s unit.';
