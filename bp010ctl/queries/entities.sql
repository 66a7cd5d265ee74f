-- every routine and view of the user's schemas: identity is what DROP takes
SELECT
    'pg_catalog.pg_proc'::regclass::oid::bigint AS classid,
    proc.oid::bigint AS objid,
    CASE proc.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
    namespace.nspname || '.' || proc.proname AS name,
    proc.oid::regprocedure::text AS identity
FROM pg_catalog.pg_proc AS proc
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON namespace.oid = proc.pronamespace
WHERE namespace.nspname NOT LIKE 'pg\_%'
    AND namespace.nspname <> 'information_schema'
    AND proc.prokind IN ('f', 'p')
UNION ALL
SELECT
    'pg_catalog.pg_class'::regclass::oid::bigint,
    class.oid::bigint,
    'view',
    namespace.nspname || '.' || class.relname,
    class.oid::regclass::text
FROM pg_catalog.pg_class AS class
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON namespace.oid = class.relnamespace
WHERE class.relkind = 'v'
    AND namespace.nspname NOT LIKE 'pg\_%'
    AND namespace.nspname <> 'information_schema'
ORDER BY kind, name, identity
