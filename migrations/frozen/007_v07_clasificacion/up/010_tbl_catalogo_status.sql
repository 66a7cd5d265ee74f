CREATE TABLE referencial.tbl_catalogo_status (
    status_level integer NOT NULL,
    status_label text NOT NULL,
    severity_label text NOT NULL,
    descripcion text,
    prioridad_atencion integer,
    requiere_accion_inmediata boolean DEFAULT FALSE,
    CONSTRAINT tbl_catalogo_status_pkey PRIMARY KEY (status_level),
    CONSTRAINT chk_status_level CHECK (status_level BETWEEN 0 AND 9)
);

COMMENT ON TABLE referencial.tbl_catalogo_status IS 'The status levels 0 to 9 and their labels.';
COMMENT ON COLUMN referencial.tbl_catalogo_status.status_level
IS 'Level: 0 is best, 5 and 6 are worst; 7 no data, 8 maintenance, 9 starting.';
COMMENT ON COLUMN referencial.tbl_catalogo_status.status_label IS 'Label of the status.';
COMMENT ON COLUMN referencial.tbl_catalogo_status.severity_label IS 'Label of its severity.';
COMMENT ON COLUMN referencial.tbl_catalogo_status.descripcion IS 'Meaning for people.';
COMMENT ON COLUMN referencial.tbl_catalogo_status.prioridad_atencion IS 'Order of attention, 0 first.';
COMMENT ON COLUMN referencial.tbl_catalogo_status.requiere_accion_inmediata
IS 'True where somebody must act at once.';
