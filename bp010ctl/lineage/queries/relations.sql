-- tables and views with their columns in order; a partition is its parent
SELECT
    pg_catalog.format('%s.%s', namespace.nspname, relation.relname) AS qualified,
    CASE relation.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' ELSE 'table' END AS kind,
    pg_catalog.obj_description(relation.oid, 'pg_class') AS remark,
    CASE
        WHEN relation.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(relation.oid)
    END AS definition,
    coalesce(
        pg_catalog.array_agg(col.attname::text ORDER BY col.attnum)
        FILTER (WHERE col.attnum = any(primary_key.indkey)),
        '{}'
    ) AS key_columns,
    pg_catalog.array_agg(col.attname::text ORDER BY col.attnum) AS column_names,
    pg_catalog.array_agg(
        pg_catalog.format_type(col.atttypid, col.atttypmod) ORDER BY col.attnum
    ) AS column_types,
    pg_catalog.array_agg(
        pg_catalog.col_description(relation.oid, col.attnum) ORDER BY col.attnum
    ) AS column_remarks
FROM pg_catalog.pg_class AS relation
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON
        relation.relnamespace = namespace.oid
        AND namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
INNER JOIN pg_catalog.pg_attribute AS col
    ON
        relation.oid = col.attrelid
        AND col.attnum > 0
        AND NOT col.attisdropped
LEFT JOIN pg_catalog.pg_index AS primary_key
    ON
        relation.oid = primary_key.indrelid
        AND primary_key.indisprimary
WHERE
    relation.relkind IN ('r', 'p', 'v', 'm')
    AND NOT relation.relispartition
GROUP BY namespace.nspname, relation.oid, relation.relname, relation.relkind
ORDER BY qualified
