-- everything that a load kept out, in the order of its file
SELECT
    orden,
    es_fila,
    linea,
    razon,
    columna,
    valor,
    hoja,
    motivo
FROM pg_temp.ingesta_fuera
ORDER BY orden, linea, columna
