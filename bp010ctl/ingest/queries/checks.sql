-- the CHECK constraints of a stage table: name and expression over its columns
SELECT
    regla.conname AS nombre,
    pg_catalog.pg_get_expr(regla.conbin, regla.conrelid) AS expresion
FROM pg_catalog.pg_constraint AS regla
WHERE
    regla.conrelid = pg_catalog.to_regclass('__tabla__')
    AND regla.contype = 'c'
ORDER BY regla.conname
