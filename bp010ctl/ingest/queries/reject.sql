-- keep out the rows of a load that meet a condition
WITH fuera AS (
    DELETE FROM __carga__ AS carga
    WHERE __condicion__
    RETURNING
        carga.orden,
        carga.linea,
        carga.well_id,
        (__valor__)::text AS valor
)

INSERT INTO pg_temp.ingesta_fuera (tabla, orden, linea, columna, valor, razon, motivo, pozo, es_fila)
SELECT
    '__tabla__' AS tabla,
    orden,
    linea,
    '__columna__' AS columna,
    valor,
    '__razon__' AS razon,
    '__motivo__' AS motivo,
    well_id,
    TRUE AS es_fila
FROM fuera
