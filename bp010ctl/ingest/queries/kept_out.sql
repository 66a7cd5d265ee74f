-- what a load keeps out of its tables: whole rows, or values of rows that are loaded without them
CREATE TEMPORARY TABLE ingesta_fuera (
    tabla text NOT NULL,
    orden bigint NOT NULL,
    linea bigint NOT NULL,
    hoja text,
    columna text,
    valor text,
    razon text NOT NULL,
    motivo text NOT NULL,
    pozo integer,
    es_fila boolean NOT NULL
)
