-- what plpgsql_check says about every PL/pgSQL body; a trigger's function is checked once for each
-- table that fires it, with all names that its triggers give to the rows before and after
WITH
routines AS (
    SELECT
        fn.oid,
        nsp.nspname || '.' || fn.proname AS qualified,
        fn.prosrc,
        fn.prorettype = 'pg_catalog.trigger'::regtype AS fired
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
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            WHERE
                dependency.classid = 'pg_catalog.pg_proc'::regclass
                AND dependency.objid = fn.oid
                AND dependency.deptype = 'e'
        )
),

firings AS (
    SELECT
        trg.tgfoid,
        trg.tgrelid,
        max(trg.tgoldtable::text) AS tgoldtable,
        max(trg.tgnewtable::text) AS tgnewtable
    FROM pg_catalog.pg_trigger AS trg
    WHERE
        NOT trg.tgisinternal
        AND trg.tgparentid = 0
    GROUP BY trg.tgfoid, trg.tgrelid
)

SELECT DISTINCT
    routines.qualified,
    routines.prosrc,
    coalesce(found.lineno, 1) AS numbered,
    found.level,
    found.sqlstate,
    concat_ws('; ', found.message, found.detail) AS message,
    found.hint
FROM routines
LEFT JOIN firings
    ON routines.oid = firings.tgfoid
CROSS JOIN
    LATERAL plpgsql_check_function_tb(
        routines.oid::regprocedure,
        relid => coalesce(firings.tgrelid, 0),
        fatal_errors => FALSE,
        all_warnings => %(warnings)s,
        without_warnings => NOT %(warnings)s,
        oldtable => firings.tgoldtable::name,
        newtable => firings.tgnewtable::name
    ) AS found
WHERE NOT routines.fired OR firings.tgfoid IS NOT NULL
ORDER BY routines.qualified, numbered
