-- every user table with its columns, and the rows that this transaction has deleted from it so far
SELECT
    relation.oid::bigint AS oid,
    namespace.nspname AS schema,
    relation.relname AS name,
    coalesce(nullif(pg_catalog.pg_partition_root(relation.oid), 0), relation.oid)::bigint AS root,
    coalesce(parent.inhparent, 0)::bigint AS parent,
    relation.relfilenode::bigint AS filenode,
    coalesce(statistics.n_tup_del, 0) AS deleted,
    coalesce(stored.names, '{}') AS columns
FROM pg_catalog.pg_class AS relation
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON namespace.oid = relation.relnamespace
LEFT JOIN pg_catalog.pg_inherits AS parent
    ON parent.inhrelid = relation.oid
        AND relation.relispartition
LEFT JOIN pg_catalog.pg_stat_xact_user_tables AS statistics
    ON statistics.relid = relation.oid
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(attribute.attnum, attribute.attname) AS names
    FROM pg_catalog.pg_attribute AS attribute
    WHERE attribute.attrelid = relation.oid
        AND attribute.attnum > 0
        AND NOT attribute.attisdropped
        AND attribute.attgenerated = ''
) AS stored
    ON TRUE
WHERE relation.relkind IN ('r', 'p')
    AND relation.relpersistence <> 't'
    AND namespace.nspname NOT LIKE 'pg\_%'
    AND namespace.nspname <> 'information_schema'
    AND (namespace.nspname, relation.relname) <> ('public', 'alembic_version')
ORDER BY namespace.nspname, relation.relname
