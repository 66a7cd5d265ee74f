-- Default partitions that hold rows, with their estimated number.
SELECT
    format('%I.%I', n.nspname, c.relname) AS particion,
    greatest(c.reltuples, s.n_live_tup, 0)::bigint AS filas
FROM pg_catalog.pg_partitioned_table AS p
INNER JOIN pg_catalog.pg_class AS c ON p.partdefid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
LEFT JOIN pg_catalog.pg_stat_user_tables AS s ON c.oid = s.relid
WHERE n.nspname IN ('stage', 'reporting') AND pg_relation_size(c.oid) > 0
ORDER BY 1;
