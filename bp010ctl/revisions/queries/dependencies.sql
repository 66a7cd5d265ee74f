-- who depends on a routine or view; a view's rule counts as the view, a row type as its relation
WITH
edges AS (
    SELECT
        CASE
            WHEN rew.oid IS NOT NULL THEN 'pg_catalog.pg_class'::regclass::oid
            ELSE dependency.classid
        END AS classid,
        coalesce(rew.ev_class, dependency.objid) AS objid,
        CASE WHEN rew.oid IS NULL THEN dependency.objsubid ELSE 0 END AS objsubid,
        CASE
            WHEN typ.oid IS NOT NULL THEN 'pg_catalog.pg_class'::regclass::oid
            ELSE dependency.refclassid
        END AS refclassid,
        coalesce(typ.typrelid, dependency.refobjid) AS refobjid
    FROM pg_catalog.pg_depend AS dependency
    LEFT JOIN pg_catalog.pg_rewrite AS rew
        ON
            dependency.classid = 'pg_catalog.pg_rewrite'::regclass
            AND dependency.objid = rew.oid
    LEFT JOIN pg_catalog.pg_type AS row_type
        ON
            dependency.refclassid = 'pg_catalog.pg_type'::regclass
            AND dependency.refobjid = row_type.oid
    LEFT JOIN pg_catalog.pg_type AS typ
        ON typ.oid = CASE
            WHEN row_type.typcategory = 'A' THEN row_type.typelem
            ELSE row_type.oid
        END
        AND typ.typrelid <> 0
    WHERE dependency.deptype IN ('n', 'a')
),

referenced AS (
    SELECT
        'pg_catalog.pg_proc'::regclass::oid AS classid,
        fn.oid AS objid,
        fn.pronamespace AS nsp
    FROM pg_catalog.pg_proc AS fn
    UNION ALL
    SELECT
        'pg_catalog.pg_class'::regclass::oid AS classid,
        rel.oid AS objid,
        rel.relnamespace AS nsp
    FROM pg_catalog.pg_class AS rel
    WHERE rel.relkind = 'v'
)

SELECT DISTINCT
    edges.classid::bigint AS classid,
    edges.objid::bigint AS objid,
    pg_catalog.pg_describe_object(edges.classid, edges.objid, edges.objsubid) AS description,
    edges.refclassid::bigint AS refclassid,
    edges.refobjid::bigint AS refobjid
FROM edges
INNER JOIN referenced
    ON
        edges.refclassid = referenced.classid
        AND edges.refobjid = referenced.objid
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON
        referenced.nsp = nsp.oid
        AND nsp.nspname NOT LIKE 'pg\_%'
        AND nsp.nspname <> 'information_schema'
WHERE (edges.classid, edges.objid) <> (edges.refclassid, edges.refobjid)
