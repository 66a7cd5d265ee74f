SELECT
    c.relname AS tabla,
    a.attname AS columna
FROM pg_catalog.pg_namespace AS n
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace
INNER JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid
WHERE n.nspname = %(esquema)s AND a.attnum > 0 AND NOT a.attisdropped;
