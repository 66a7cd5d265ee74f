-- the body of every routine of the user's schemas and what else its answers depend on, and the definition
-- of every view
SELECT
    nsp.nspname || '.' || fn.proname AS qualified,
    coalesce(pg_catalog.pg_get_function_sqlbody(fn.oid), fn.prosrc) AS body,
    concat_ws(' ', CASE WHEN fn.proisstrict THEN 'STRICT' END, fn.proconfig) AS manner
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
WHERE
    nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
UNION ALL
SELECT
    nsp.nspname || '.' || rel.relname AS qualified,
    pg_catalog.pg_get_viewdef(rel.oid) AS body,
    '' AS manner
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
WHERE
    rel.relkind = 'v'
    AND nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
ORDER BY qualified
