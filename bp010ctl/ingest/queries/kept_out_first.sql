-- the first rows and values that a load kept out of a table
SELECT
    linea,
    razon,
    columna,
    valor,
    hoja,
    motivo
FROM pg_temp.ingesta_fuera
WHERE tabla = '__tabla__'
ORDER BY orden, linea, columna
LIMIT __mostradas__
