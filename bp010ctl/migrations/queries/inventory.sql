-- every user table with its columns, and the rows that this transaction has deleted from it so far
SELECT
    rel.oid::bigint AS oid,
    nsp.nspname AS schema_name,
    rel.relname AS table_name,
    coalesce(nullif(pg_catalog.pg_partition_root(rel.oid), 0), rel.oid)::bigint AS root,
    coalesce(parent.inhparent, 0)::bigint AS parent,
    rel.relfilenode::bigint AS filenode,
    coalesce(counted.n_tup_del, 0) AS deleted,
    coalesce(own.labelled, '{}') AS column_names
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
LEFT JOIN pg_catalog.pg_inherits AS parent
    ON
        rel.oid = parent.inhrelid
        AND rel.relispartition
LEFT JOIN pg_catalog.pg_stat_xact_user_tables AS counted
    ON rel.oid = counted.relid
LEFT JOIN
    LATERAL (
        SELECT jsonb_object_agg(att.attnum, att.attname) AS labelled
        FROM pg_catalog.pg_attribute AS att
        WHERE
            att.attrelid = rel.oid
            AND att.attnum > 0
            AND NOT att.attisdropped
            AND att.attgenerated = ''
    ) AS own
    ON TRUE
WHERE
    rel.relkind IN ('r', 'p')
    AND rel.relpersistence <> 't'
    AND nsp.nspname NOT LIKE 'pg\_%'
    AND nsp.nspname <> 'information_schema'
    AND (nsp.nspname, rel.relname) NOT IN (('public', 'alembic_version'), ('etl', 'revisiones'))
ORDER BY nsp.nspname, rel.relname
