-- every table that holds rows of its own or in its partitions, by its quoted name
SELECT format('%I.%I', nsp.nspname, rel.relname) AS table_name
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
WHERE
    rel.relkind IN ('r', 'p')
    AND NOT rel.relispartition
    AND nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
    AND NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_depend AS dependency
        WHERE
            dependency.deptype = 'e'
            AND (
                dependency.classid = 'pg_catalog.pg_class'::regclass
                AND dependency.objid = rel.oid
                OR dependency.classid = 'pg_catalog.pg_namespace'::regclass
                AND dependency.objid = nsp.oid
            )
    )
ORDER BY 1
