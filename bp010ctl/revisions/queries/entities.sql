-- every routine and view of the user's schemas: ident is what DROP takes
SELECT
    'pg_catalog.pg_proc'::regclass::oid::bigint AS classid,
    fn.oid::bigint AS objid,
    CASE fn.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
    nsp.nspname || '.' || fn.proname AS qualified,
    fn.oid::regprocedure::text AS ident
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
WHERE
    nsp.nspname NOT LIKE 'pg\_%'
    AND nsp.nspname <> 'information_schema'
    AND fn.prokind IN ('f', 'p')
UNION ALL
SELECT
    'pg_catalog.pg_class'::regclass::oid::bigint AS classid,
    rel.oid::bigint AS objid,
    'view' AS kind,
    nsp.nspname || '.' || rel.relname AS qualified,
    rel.oid::regclass::text AS ident
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
WHERE
    rel.relkind = 'v'
    AND nsp.nspname NOT LIKE 'pg\_%'
    AND nsp.nspname <> 'information_schema'
ORDER BY kind, qualified, ident
