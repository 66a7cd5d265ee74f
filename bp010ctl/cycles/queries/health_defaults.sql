-- Each partitioned table and its default partition (NULL where there is none), and whether that takes up
-- space: it holds rows, or did.
SELECT
    format('%s', p.partrelid::regclass) AS tabla,
    n.nspname AS esquema,
    c.relname AS particion,
    coalesce(pg_relation_size(c.oid), 0) > 0 AS ocupada
FROM pg_catalog.pg_partitioned_table AS p
INNER JOIN pg_catalog.pg_class AS t ON p.partrelid = t.oid
INNER JOIN pg_catalog.pg_namespace AS e ON t.relnamespace = e.oid
LEFT JOIN pg_catalog.pg_class AS c ON p.partdefid = c.oid
LEFT JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE e.nspname IN ('stage', 'reporting')
ORDER BY 1;
