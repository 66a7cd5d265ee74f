-- Tables of some schemas (a partition counts as its table): their columns and types, and their size.
SELECT
    n.nspname || '.' || c.relname AS tabla,
    coalesce(
        (SELECT sum(pg_total_relation_size(p.relid)) FROM pg_partition_tree(c.oid) AS p),
        pg_total_relation_size(c.oid)
    )::bigint AS bytes,
    (
        SELECT jsonb_object_agg(a.attname, format_type(a.atttypid, a.atttypmod))
        FROM pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ) AS columnas
FROM pg_class AS c
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = any(%(esquemas)s) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY n.nspname, c.relname;
