CREATE TABLE reporting.dim_tiempo (
    fecha_id integer NOT NULL,
    fecha date NOT NULL,
    anio integer NOT NULL,
    mes integer NOT NULL,
    dia integer NOT NULL,
    mes_nombre text,
    dia_semana text,
    anio_mes text,
    trimestre integer,
    semestre integer,
    CONSTRAINT dim_tiempo_pkey PRIMARY KEY (fecha_id),
    CONSTRAINT uq_dim_tiempo_fecha UNIQUE (fecha)
);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE reporting.dim_tiempo TO bp010_operacion;

COMMENT ON TABLE reporting.dim_tiempo IS 'Days of the operating zone.';
COMMENT ON COLUMN reporting.dim_tiempo.fecha_id IS 'Day as YYYYMMDD.';
COMMENT ON COLUMN reporting.dim_tiempo.fecha IS 'Day.';
COMMENT ON COLUMN reporting.dim_tiempo.anio IS 'Year.';
COMMENT ON COLUMN reporting.dim_tiempo.mes IS 'Month, 1 to 12.';
COMMENT ON COLUMN reporting.dim_tiempo.dia IS 'Day of the month, 1 to 31.';
COMMENT ON COLUMN reporting.dim_tiempo.mes_nombre IS 'Name of the month in Spanish.';
COMMENT ON COLUMN reporting.dim_tiempo.dia_semana IS 'Name of the weekday in Spanish.';
COMMENT ON COLUMN reporting.dim_tiempo.anio_mes IS 'Month as YYYY-MM.';
COMMENT ON COLUMN reporting.dim_tiempo.trimestre IS 'Quarter, 1 to 4.';
COMMENT ON COLUMN reporting.dim_tiempo.semestre IS 'Half of the year, 1 or 2.';
