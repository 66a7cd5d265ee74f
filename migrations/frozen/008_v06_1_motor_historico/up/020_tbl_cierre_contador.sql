CREATE TABLE reporting.tbl_cierre_contador (
    well_id integer NOT NULL,
    posicion smallint NOT NULL,
    fecha date NOT NULL,
    valor double precision NOT NULL,
    CONSTRAINT tbl_cierre_contador_pkey PRIMARY KEY (well_id, posicion, fecha)
);

CREATE INDEX ix_tbl_cierre_contador_fecha
ON reporting.tbl_cierre_contador (well_id, fecha);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE reporting.tbl_cierre_contador TO bp010_operacion;

COMMENT ON TABLE reporting.tbl_cierre_contador
IS 'Last value of each series of a well on each day that has one: finds what was before a long gap.';
COMMENT ON COLUMN reporting.tbl_cierre_contador.well_id IS 'Well.';
COMMENT ON COLUMN reporting.tbl_cierre_contador.posicion
IS 'Series, position as in reporting.fnc_serie_lectura.';
COMMENT ON COLUMN reporting.tbl_cierre_contador.fecha IS 'Day of the operating zone.';
COMMENT ON COLUMN reporting.tbl_cierre_contador.valor IS 'Last value of the day, in the counter''s unit.';
