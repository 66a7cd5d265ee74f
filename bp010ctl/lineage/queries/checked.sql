-- what plpgsql_check finds that each PL/pgSQL routine uses; not for trigger functions, which need a table
-- each, nor for polymorphic arguments, which it cannot look up
SELECT DISTINCT
    made.oid::regprocedure::text AS signature,
    CASE dependency.type
        WHEN 'FUNCTION' THEN dependency.oid::regprocedure::text
        WHEN 'PROCEDURE' THEN dependency.oid::regprocedure::text
        ELSE pg_catalog.format('%s.%s', dependency.schema, dependency.name)
    END AS used
FROM pg_catalog.pg_proc AS made
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON
        made.pronamespace = namespace.oid
        AND namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
INNER JOIN pg_catalog.pg_language AS lang
    ON
        made.prolang = lang.oid
        AND lang.lanname = 'plpgsql'
CROSS JOIN LATERAL plpgsql_show_dependency_tb(made.oid::regprocedure) AS dependency
WHERE
    made.prorettype <> 'pg_catalog.trigger'::pg_catalog.regtype
    AND NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_type AS polymorphic
        WHERE
            polymorphic.oid = ANY(made.proargtypes)
            AND polymorphic.typtype = 'p'
    )
    AND dependency.type IN ('FUNCTION', 'PROCEDURE', 'RELATION')
ORDER BY signature, used
