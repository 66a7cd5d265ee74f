-- every routine LANGUAGE sql whose body is a string, which PostgreSQL looks at only when it is defined or
-- run; what an extension brought does not count
SELECT
    nsp.nspname || '.' || fn.proname AS qualified,
    fn.prosrc,
    pg_catalog.pg_get_functiondef(fn.oid) AS definition
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
INNER JOIN pg_catalog.pg_language AS lang
    ON
        fn.prolang = lang.oid
        AND lang.lanname = 'sql'
WHERE
    fn.prosqlbody IS NULL
    AND fn.prokind IN ('f', 'p')
    AND nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
    AND NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_depend AS dependency
        WHERE
            dependency.classid = 'pg_catalog.pg_proc'::regclass
            AND dependency.objid = fn.oid
            AND dependency.deptype = 'e'
    )
ORDER BY qualified, fn.oid
