-- what each view reads: relations, their columns, routines
SELECT DISTINCT
    pg_catalog.format('%s.%s', namespace.nspname, viewed.relname) AS viewed,
    CASE
        WHEN made.oid IS NULL
            THEN pg_catalog.format('%s.%s', used_namespace.nspname, used.relname)
        ELSE made.oid::pg_catalog.regprocedure::text
    END AS used,
    col.attname::text AS column_name
FROM pg_catalog.pg_class AS viewed
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON
        viewed.relnamespace = namespace.oid
        AND namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
INNER JOIN pg_catalog.pg_rewrite AS rewrite ON viewed.oid = rewrite.ev_class
INNER JOIN pg_catalog.pg_depend AS dependency
    ON
        rewrite.oid = dependency.objid
        AND dependency.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        AND dependency.deptype = 'n'
LEFT JOIN pg_catalog.pg_class AS used
    ON
        dependency.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND dependency.refobjid = used.oid
LEFT JOIN pg_catalog.pg_namespace AS used_namespace ON used.relnamespace = used_namespace.oid
LEFT JOIN pg_catalog.pg_attribute AS col
    ON
        used.oid = col.attrelid
        AND dependency.refobjsubid = col.attnum
        AND col.attnum > 0
LEFT JOIN pg_catalog.pg_proc AS made
    ON
        dependency.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        AND dependency.refobjid = made.oid
WHERE
    viewed.relkind IN ('v', 'm')
    AND (used.oid IS NOT NULL OR made.oid IS NOT NULL)
    AND used.oid IS DISTINCT FROM viewed.oid
ORDER BY viewed, used, column_name
