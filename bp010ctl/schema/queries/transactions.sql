-- every PL/pgSQL body that may end a transaction or call what does, and why it could not: a function, or a
-- procedure with a setting or with its owner's rights
SELECT
    nsp.nspname || '.' || fn.proname AS qualified,
    fn.prosrc,
    CASE
        WHEN fn.prokind = 'f' THEN 'a function'
        WHEN fn.prosecdef THEN 'a procedure with SECURITY DEFINER'
        WHEN fn.proconfig IS NOT NULL THEN 'a procedure with SET'
    END AS reason
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
INNER JOIN pg_catalog.pg_language AS lang
    ON
        fn.prolang = lang.oid
        AND lang.lanname = 'plpgsql'
WHERE
    nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
    AND fn.prosrc ~* '\m(commit|rollback|call)\M'
ORDER BY qualified, fn.oid
