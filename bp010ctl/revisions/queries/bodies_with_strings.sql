-- the body of every routine that may make SQL of strings, and the search_path that it sets
SELECT
    nsp.nspname || '.' || fn.proname AS qualified,
    fn.prosrc,
    coalesce(
        (
            SELECT substring(setting FROM '=(.*)$')
            FROM unnest(fn.proconfig) AS setting
            WHERE starts_with(setting, 'search_path=')
        ),
        ''
    ) AS searched
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
WHERE
    nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
    AND fn.prosqlbody IS NULL
    AND fn.prosrc ~* '\m(select|call|insert|update|delete|merge|with)\M'
