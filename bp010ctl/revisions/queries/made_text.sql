-- what a view or routine is in the database, as the statement that would make it as it is
SELECT
    concat(
        'CREATE OR REPLACE VIEW ', rel.oid::regclass,
        ' WITH (' || array_to_string(rel.reloptions, ', ') || ')',
        E' AS\n', pg_get_viewdef(rel.oid), E'\n'
    ) AS made
FROM pg_catalog.pg_class AS rel
WHERE
    rel.relkind = 'v'
    AND rel.oid = to_regclass(%(quoted)s)
UNION ALL
SELECT pg_get_functiondef(fn.oid) || E';\n' AS made
FROM pg_catalog.pg_proc AS fn
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON fn.pronamespace = nsp.oid
WHERE
    fn.prokind IN ('f', 'p')
    AND nsp.nspname || '.' || fn.proname = %(named)s
ORDER BY made
