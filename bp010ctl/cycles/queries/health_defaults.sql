-- Default partitions that take up space: they hold rows, or did.
SELECT
    n.nspname AS esquema,
    c.relname AS tabla
FROM pg_catalog.pg_partitioned_table AS p
INNER JOIN pg_catalog.pg_class AS c ON p.partdefid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname IN ('stage', 'reporting') AND pg_relation_size(c.oid) > 0
ORDER BY 1, 2;
