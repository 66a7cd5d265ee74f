-- what PostgreSQL has stored by the answers of expressions: index entries, rows that a CHECK has let in,
-- generated columns, partitions of a key, materialized views; mark changes when it is stored anew
SELECT
    CASE rel.relkind WHEN 'I' THEN 'partitioned index' ELSE 'index' END AS kind,
    rel.oid::regclass::text AS ident,
    idx.indrelid::regclass::text AS relation,
    pg_get_indexdef(rel.oid) AS definition,
    rel.relfilenode::text AS mark,
    NULL AS remark
FROM pg_catalog.pg_index AS idx
INNER JOIN pg_catalog.pg_class AS rel
    ON idx.indexrelid = rel.oid
WHERE
    NOT rel.relispartition
    AND (idx.indexprs IS NOT NULL OR idx.indpred IS NOT NULL)
UNION ALL
SELECT
    CASE con.conrelid WHEN 0 THEN 'check of a domain' ELSE 'check' END AS kind,
    quote_ident(con.conname) AS ident,
    CASE con.conrelid
        WHEN 0 THEN con.contypid::regtype::text
        ELSE con.conrelid::regclass::text
    END AS relation,
    pg_get_constraintdef(con.oid) AS definition,
    con.oid::text AS mark,
    obj_description(con.oid, 'pg_constraint') AS remark
FROM pg_catalog.pg_constraint AS con
WHERE
    con.contype = 'c'
    AND con.coninhcount = 0
    AND con.convalidated
UNION ALL
SELECT
    'generated column' AS kind,
    format('%s.%I', att.attrelid::regclass, att.attname) AS ident,
    att.attrelid::regclass::text AS relation,
    pg_get_expr(initial.adbin, initial.adrelid) AS definition,
    concat_ws(' ', rel.relfilenode, att.attnum) AS mark,
    NULL AS remark
FROM pg_catalog.pg_attribute AS att
INNER JOIN pg_catalog.pg_class AS rel
    ON att.attrelid = rel.oid
INNER JOIN pg_catalog.pg_attrdef AS initial
    ON
        att.attrelid = initial.adrelid
        AND att.attnum = initial.adnum
WHERE
    att.attgenerated = 's'
    AND NOT rel.relispartition
UNION ALL
SELECT
    'partition key' AS kind,
    rel.oid::regclass::text AS ident,
    rel.oid::regclass::text AS relation,
    pg_get_partkeydef(rel.oid) AS definition,
    rel.oid::text AS mark,
    NULL AS remark
FROM pg_catalog.pg_partitioned_table AS parted
INNER JOIN pg_catalog.pg_class AS rel
    ON parted.partrelid = rel.oid
WHERE parted.partexprs IS NOT NULL
UNION ALL
SELECT
    'materialized view' AS kind,
    rel.oid::regclass::text AS ident,
    rel.oid::regclass::text AS relation,
    pg_get_viewdef(rel.oid) AS definition,
    rel.relfilenode::text AS mark,
    NULL AS remark
FROM pg_catalog.pg_class AS rel
WHERE
    rel.relkind = 'm'
    AND rel.relispopulated
ORDER BY kind, ident, relation
