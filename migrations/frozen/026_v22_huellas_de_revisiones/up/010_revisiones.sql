CREATE TABLE etl.revisiones (
    revision text NOT NULL,
    huella text,
    archivos text,
    aplicada_en timestamptz,
    CONSTRAINT revisiones_pkey PRIMARY KEY (revision),
    CONSTRAINT chk_huella_completa CHECK (num_nulls(huella, archivos, aplicada_en) IN (0, 3))
);

COMMENT ON TABLE etl.revisiones
IS 'The text that each applied revision had when it ran here; bp010ctl migrate writes it, drift reads it.';
COMMENT ON COLUMN etl.revisiones.revision IS 'Name of the revision; a revision that is undone loses its row.';
COMMENT ON COLUMN etl.revisiones.huella
IS 'SHA-256 of the text in archivos; NULL: applied before this table was, so that nobody knows.';
COMMENT ON COLUMN etl.revisiones.archivos
IS 'SHA-256 and name of each frozen file, as the revision''s SHA256SUMS said; NULL: unknown.';
COMMENT ON COLUMN etl.revisiones.aplicada_en
IS 'Start of the transaction that recorded it; NULL: unknown.';

-- What an earlier run applied has left no trace of its text: unknown is said as unknown.
INSERT INTO etl.revisiones (revision)
VALUES
('v04_stage'),
('v04_referencial'),
('v02_universal'),
('v04_reporting'),
('v05_etl'),
('v09_calculos_funciones'),
('v07_clasificacion'),
('v06_1_motor_historico'),
('v06_2_motor_dq'),
('v06_3_targets'),
('v06_snapshot'),
('v07_kpi_business'),
('v08_evaluacion'),
('v09_derivados'),
('v10_puente_universal'),
('v12_vistas_frontend'),
('v13_pivote'),
('v14_carta'),
('v15_reinicio'),
('v16_ciclos'),
('v17_tandas'),
('v18_matriz'),
('v19_horas_por_indice'),
('v20_retencion_por_llegada'),
('v21_vida_solo_con_eur');
