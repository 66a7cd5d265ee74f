CREATE TABLE stage.tbl_dq_resumen (
    well_id integer NOT NULL,
    fecha date NOT NULL,
    regla_id integer NOT NULL,
    origen text NOT NULL,
    total_evaluadas bigint NOT NULL,
    total_pass bigint NOT NULL,
    total_warning bigint NOT NULL,
    total_fail bigint NOT NULL,
    total_tardias bigint NOT NULL,
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tbl_dq_resumen_pkey PRIMARY KEY (well_id, fecha, regla_id),
    CONSTRAINT fk_dq_resumen_pozo FOREIGN KEY (well_id)
    REFERENCES stage.tbl_pozo_maestra (well_id) ON DELETE CASCADE,
    CONSTRAINT fk_dq_resumen_regla FOREIGN KEY (regla_id)
    REFERENCES referencial.tbl_dq_rules (regla_id) ON DELETE CASCADE,
    CONSTRAINT chk_totales CHECK (total_evaluadas = total_pass + total_warning + total_fail),
    CONSTRAINT chk_origen CHECK (origen IN ('lecturas', 'maestra', 'reservas', 'foto'))
);

CREATE INDEX ix_tbl_dq_resumen_pozo
ON stage.tbl_dq_resumen (well_id) WHERE origen <> 'lecturas';

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE stage.tbl_dq_resumen TO bp010_operacion;

COMMENT ON TABLE stage.tbl_dq_resumen
IS 'Quality verdicts counted per well, day and rule; PASS is kept only here by default.';
COMMENT ON COLUMN stage.tbl_dq_resumen.well_id IS 'Well.';
COMMENT ON COLUMN stage.tbl_dq_resumen.fecha IS 'Day of the readings in the operating zone.';
COMMENT ON COLUMN stage.tbl_dq_resumen.regla_id IS 'Rule, see referencial.tbl_dq_rules.';
COMMENT ON COLUMN stage.tbl_dq_resumen.origen
IS 'What the rule ran on: lecturas, or maestra, reservas, foto (snapshot), judged once per well.';
COMMENT ON COLUMN stage.tbl_dq_resumen.total_evaluadas IS 'Readings that the rule judged.';
COMMENT ON COLUMN stage.tbl_dq_resumen.total_pass IS 'Readings that passed.';
COMMENT ON COLUMN stage.tbl_dq_resumen.total_warning IS 'Readings with a warning.';
COMMENT ON COLUMN stage.tbl_dq_resumen.total_fail IS 'Readings that failed.';
COMMENT ON COLUMN stage.tbl_dq_resumen.total_tardias
IS 'Readings that arrived later than the rule''s latencia_max_segundos.';
COMMENT ON COLUMN stage.tbl_dq_resumen.actualizado_en IS 'When the row was last changed.';
COMMENT ON INDEX stage.ix_tbl_dq_resumen_pozo
IS 'Counts of the rules on what describes a well; they move with its newest reading.';
