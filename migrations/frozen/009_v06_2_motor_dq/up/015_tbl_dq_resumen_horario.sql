CREATE TABLE stage.tbl_dq_resumen_horario (
    well_id integer NOT NULL,
    hora timestamptz NOT NULL,
    fecha date NOT NULL,
    ultima_lectura timestamptz NOT NULL,
    lecturas integer NOT NULL,
    reglas integer[] NOT NULL,
    evaluadas integer[] NOT NULL,
    fallos integer[] NOT NULL,
    avisos integer[] NOT NULL,
    tardias integer[] NOT NULL,
    CONSTRAINT tbl_dq_resumen_horario_pkey PRIMARY KEY (well_id, hora, fecha),
    CONSTRAINT fk_dq_horario_pozo FOREIGN KEY (well_id)
    REFERENCES stage.tbl_pozo_maestra (well_id) ON DELETE CASCADE
);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE stage.tbl_dq_resumen_horario TO bp010_operacion;

COMMENT ON TABLE stage.tbl_dq_resumen_horario
IS 'Quality verdicts on readings counted per well and hour, from which tbl_dq_resumen adds up its days; the '
'arrays have one position per rule.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.well_id IS 'Well.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.hora IS 'Start of the hour (UTC).';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.fecha
IS 'Day in the operating zone; an hour across its midnight has two rows.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.ultima_lectura IS 'Time of the newest reading counted.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.lecturas IS 'Readings.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.reglas
IS 'Rules applied, see referencial.tbl_dq_rules; the other arrays follow their order.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.evaluadas IS 'Readings that each rule judged.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.fallos IS 'Readings that failed each rule.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.avisos IS 'Readings with a warning of each rule.';
COMMENT ON COLUMN stage.tbl_dq_resumen_horario.tardias
IS 'Readings judged that arrived later than each rule''s latencia_max_segundos.';
