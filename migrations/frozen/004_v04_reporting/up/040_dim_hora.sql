CREATE TABLE reporting.dim_hora (
    hora_id integer NOT NULL,
    hora_etiqueta text,
    turno_operativo text,
    CONSTRAINT dim_hora_pkey PRIMARY KEY (hora_id),
    CONSTRAINT chk_hora_id CHECK (hora_id BETWEEN 0 AND 23)
);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE reporting.dim_hora TO bp010_operacion;

COMMENT ON TABLE reporting.dim_hora IS 'Hours of a day with their shift.';
COMMENT ON COLUMN reporting.dim_hora.hora_id IS 'Hour of the day in the operating zone, 0 to 23.';
COMMENT ON COLUMN reporting.dim_hora.hora_etiqueta IS 'Hour for people, as HH:00.';
COMMENT ON COLUMN reporting.dim_hora.turno_operativo IS 'Shift: the day shift runs from 06 to 18.';
