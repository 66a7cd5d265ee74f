-- routines and views under the names that comments and grants know them by: kind, identity, schema and OID
SELECT
    CASE fn.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
    fn.oid::regprocedure::text AS ident,
    nsp.nspname::text AS schema_name,
    fn.oid::bigint AS number
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
WHERE
    fn.prokind IN ('f', 'p')
    AND nsp.nspname NOT LIKE 'pg\_%'
    AND nsp.nspname <> 'information_schema'
UNION ALL
SELECT
    'view' AS kind,
    rel.oid::regclass::text AS ident,
    nsp.nspname::text AS schema_name,
    rel.oid::bigint AS number
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
WHERE
    rel.relkind = 'v'
    AND nsp.nspname NOT LIKE 'pg\_%'
    AND nsp.nspname <> 'information_schema'
