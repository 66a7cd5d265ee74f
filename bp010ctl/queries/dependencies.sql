-- who depends on a routine or view; a view's rule counts as the view, a row type as its relation
WITH
edges AS (
    SELECT
        CASE
            WHEN rule.oid IS NOT NULL THEN 'pg_catalog.pg_class'::regclass::oid
            ELSE dependency.classid
        END AS classid,
        coalesce(rule.ev_class, dependency.objid) AS objid,
        CASE WHEN rule.oid IS NULL THEN dependency.objsubid ELSE 0 END AS objsubid,
        CASE
            WHEN type.oid IS NOT NULL THEN 'pg_catalog.pg_class'::regclass::oid
            ELSE dependency.refclassid
        END AS refclassid,
        coalesce(type.typrelid, dependency.refobjid) AS refobjid
    FROM pg_catalog.pg_depend AS dependency
    LEFT JOIN pg_catalog.pg_rewrite AS rule
        ON dependency.classid = 'pg_catalog.pg_rewrite'::regclass
            AND rule.oid = dependency.objid
    LEFT JOIN pg_catalog.pg_type AS row_type
        ON dependency.refclassid = 'pg_catalog.pg_type'::regclass
            AND row_type.oid = dependency.refobjid
    LEFT JOIN pg_catalog.pg_type AS type
        ON type.oid = CASE
            WHEN row_type.typcategory = 'A' THEN row_type.typelem
            ELSE row_type.oid
        END
            AND type.typrelid <> 0
    WHERE dependency.deptype IN ('n', 'a')
)

SELECT DISTINCT
    edges.classid::bigint AS classid,
    edges.objid::bigint AS objid,
    pg_catalog.pg_describe_object(edges.classid, edges.objid, edges.objsubid) AS description,
    edges.refclassid::bigint AS refclassid,
    edges.refobjid::bigint AS refobjid
FROM edges
INNER JOIN (
    SELECT
        'pg_catalog.pg_proc'::regclass::oid AS classid,
        proc.oid AS objid,
        proc.pronamespace AS namespace
    FROM pg_catalog.pg_proc AS proc
    UNION ALL
    SELECT
        'pg_catalog.pg_class'::regclass::oid,
        class.oid,
        class.relnamespace
    FROM pg_catalog.pg_class AS class
    WHERE class.relkind = 'v'
) AS referenced
    ON referenced.classid = edges.refclassid
        AND referenced.objid = edges.refobjid
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON namespace.oid = referenced.namespace
        AND namespace.nspname NOT LIKE 'pg\_%'
        AND namespace.nspname <> 'information_schema'
WHERE (edges.classid, edges.objid) <> (edges.refclassid, edges.refobjid)
