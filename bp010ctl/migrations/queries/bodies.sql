-- routines by their names, with the text of each body; one that is no text has none
SELECT
    fn.oid::regprocedure::text AS ident,
    nsp.nspname || '.' || fn.proname AS named,
    fn.prosrc AS body
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
WHERE
    fn.prokind IN ('f', 'p')
    AND fn.prosrc <> ''
    AND nsp.nspname || '.' || fn.proname = any(%(names)s)
ORDER BY ident ASC
