-- the columns of a stage table with their types, in order
SELECT
    campo.attname AS columna,
    pg_catalog.format_type(campo.atttypid, NULL) AS tipo
FROM pg_catalog.pg_attribute AS campo
WHERE
    campo.attrelid = pg_catalog.to_regclass('__tabla__')
    AND campo.attnum > 0
    AND NOT campo.attisdropped
    AND campo.attgenerated = ''
ORDER BY campo.attnum
