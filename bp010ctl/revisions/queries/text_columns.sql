-- every column of the user's tables that may hold text: a name or a call may stand in it
SELECT
    format('%I.%I', nsp.nspname, rel.relname) AS relation,
    att.attname::text AS attname
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
INNER JOIN pg_catalog.pg_attribute AS att
    ON
        rel.oid = att.attrelid
        AND att.attnum > 0
        AND NOT att.attisdropped
WHERE
    rel.relkind IN ('r', 'p')
    AND NOT rel.relispartition
    AND nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
    AND (nsp.nspname, rel.relname) NOT IN (('public', 'alembic_version'), ('etl', 'revisiones'))
    AND att.atttypid IN (
        'text'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'name'::regtype, 'json'::regtype,
        'jsonb'::regtype, 'text[]'::regtype
    )
ORDER BY relation, att.attnum
