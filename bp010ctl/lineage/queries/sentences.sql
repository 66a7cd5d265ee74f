-- functions that make the text of a query from the catalog and the configuration: no arguments, and their
-- header says that they are dynamic
SELECT
    made.oid::regprocedure::text AS signature,
    pg_catalog.format('SELECT %I.%I()', namespace.nspname, made.proname) AS query
FROM pg_catalog.pg_proc AS made
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON
        made.pronamespace = namespace.oid
        AND namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
WHERE
    made.pronargs = 0
    AND made.prorettype = 'pg_catalog.text'::pg_catalog.regtype
    AND made.provolatile <> 'v'
    AND made.prosrc LIKE '%-- Dynamic:%'
ORDER BY signature
