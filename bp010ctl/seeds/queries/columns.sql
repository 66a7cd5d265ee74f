-- The columns of every table in their order; `omision` is the default's text.
SELECT
    n.nspname || '.' || c.relname AS tabla,
    a.attname AS columna,
    format_type(a.atttypid, a.atttypmod) AS tipo,
    a.attnotnull AS obligatoria,
    a.attidentity <> '' AS identidad,
    pg_get_expr(d.adbin, d.adrelid) AS omision
FROM pg_attribute AS a
INNER JOIN pg_class AS c ON a.attrelid = c.oid
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_attrdef AS d ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE
    c.relkind IN ('r', 'p')
    AND NOT c.relispartition
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND a.attnum > 0
    AND NOT a.attisdropped
ORDER BY c.oid, a.attnum;
