CREATE TABLE stage.tbl_consistencia_resultados (
    well_id integer NOT NULL,
    regla_id integer NOT NULL,
    resultado text NOT NULL,
    valor_medido double precision,
    valor_referencia double precision,
    mensaje text,
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tbl_consistencia_resultados_pkey PRIMARY KEY (well_id, regla_id),
    CONSTRAINT fk_consistencia_pozo FOREIGN KEY (well_id)
    REFERENCES stage.tbl_pozo_maestra (well_id) ON DELETE CASCADE,
    CONSTRAINT fk_consistencia_regla FOREIGN KEY (regla_id)
    REFERENCES referencial.tbl_reglas_consistencia (regla_id) ON DELETE CASCADE,
    CONSTRAINT chk_resultado CHECK (resultado IN ('PASS', 'FAIL', 'SIN_DATOS'))
);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE stage.tbl_consistencia_resultados TO bp010_operacion;

COMMENT ON TABLE stage.tbl_consistencia_resultados
IS 'Newest verdict of each consistency rule on each well, with the two values that it compared.';
COMMENT ON COLUMN stage.tbl_consistencia_resultados.well_id IS 'Well.';
COMMENT ON COLUMN stage.tbl_consistencia_resultados.regla_id
IS 'Rule, see referencial.tbl_reglas_consistencia.';
COMMENT ON COLUMN stage.tbl_consistencia_resultados.resultado IS 'Verdict: PASS, FAIL or SIN_DATOS.';
COMMENT ON COLUMN stage.tbl_consistencia_resultados.valor_medido
IS 'Value on the left of the rule, in its variable''s unit.';
COMMENT ON COLUMN stage.tbl_consistencia_resultados.valor_referencia
IS 'Value on the right of the rule, in its variable''s unit.';
COMMENT ON COLUMN stage.tbl_consistencia_resultados.mensaje IS 'What the rule found, for people.';
COMMENT ON COLUMN stage.tbl_consistencia_resultados.actualizado_en IS 'When the row was last changed.';
