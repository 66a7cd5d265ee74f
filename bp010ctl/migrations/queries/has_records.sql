-- whether there are records of revisions, and not a table of somebody's own in their place
SELECT count(*) = 2 AS lleva
FROM pg_attribute AS columna
WHERE columna.attrelid = to_regclass('etl.revisiones') AND columna.attname IN ('revision', 'archivos')
