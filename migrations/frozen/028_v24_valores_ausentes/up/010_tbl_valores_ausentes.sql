CREATE TABLE referencial.tbl_valores_ausentes (
    fuente text NOT NULL DEFAULT '*',
    texto text NOT NULL,
    clase text NOT NULL,
    descripcion text,
    activo boolean NOT NULL DEFAULT TRUE,
    CONSTRAINT tbl_valores_ausentes_pkey PRIMARY KEY (fuente, texto),
    CONSTRAINT chk_fuente CHECK (fuente IN ('*', 'scada', 'lecturas', 'maestra', 'reservas', 'libro')),
    CONSTRAINT chk_clase CHECK (clase IN ('vacio', 'palabra', 'centinela')),
    CONSTRAINT chk_centinela CHECK (
        clase <> 'centinela' OR coalesce(stage.fnc_leer_numero(texto) <> 0, FALSE)
    )
);

COMMENT ON TABLE referencial.tbl_valores_ausentes
IS 'Words and numbers that mean "no value", by source; ingest and the pivot keep them out of the readings.';
COMMENT ON COLUMN referencial.tbl_valores_ausentes.fuente
IS 'Where it means that: * everywhere, scada (landing), lecturas, maestra, reservas, libro (workbook).';
COMMENT ON COLUMN referencial.tbl_valores_ausentes.texto
IS 'The word, whatever its case, or the number with a decimal point.';
COMMENT ON COLUMN referencial.tbl_valores_ausentes.clase
IS 'vacio: another way to write an empty cell; palabra: a device has no value; centinela: a number that is '
'none.';
COMMENT ON COLUMN referencial.tbl_valores_ausentes.descripcion IS 'Who writes it.';
COMMENT ON COLUMN referencial.tbl_valores_ausentes.activo IS 'False: as if the row were not there.';
COMMENT ON CONSTRAINT chk_fuente ON referencial.tbl_valores_ausentes
IS 'fuente is *, scada, lecturas, maestra, reservas or libro.';
COMMENT ON CONSTRAINT chk_clase ON referencial.tbl_valores_ausentes
IS 'clase is vacio, palabra or centinela.';
COMMENT ON CONSTRAINT chk_centinela ON referencial.tbl_valores_ausentes
IS 'A centinela is a number other than 0.';
