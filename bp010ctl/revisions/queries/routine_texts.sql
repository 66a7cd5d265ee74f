-- the body of every routine of the user's schemas
SELECT
    nsp.nspname || '.' || fn.proname AS qualified,
    fn.prosrc
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
WHERE
    nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
ORDER BY qualified
