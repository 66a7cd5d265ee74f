-- when the rows that make up each object were last written; needs track_commit_timestamp
WITH
wanted AS (
    SELECT given.*
    FROM unnest(%(classids)s::oid[], %(objids)s::oid[], %(subids)s::integer[])
        AS given (classid, objid, objsubid)
),

written AS (
    SELECT
        wanted.*,
        rel.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_class AS rel
        ON
            wanted.classid = 'pg_catalog.pg_class'::regclass
            AND wanted.objid = rel.oid
            AND wanted.objsubid = 0
    UNION ALL
    SELECT
        wanted.*,
        att.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_attribute AS att
        ON
            wanted.classid = 'pg_catalog.pg_class'::regclass
            AND wanted.objid = att.attrelid
            AND wanted.objsubid = att.attnum
    UNION ALL
    SELECT
        wanted.*,
        wanted_default.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_attrdef AS wanted_default
        ON
            wanted.classid = 'pg_catalog.pg_class'::regclass
            AND wanted.objid = wanted_default.adrelid
            AND wanted.objsubid = wanted_default.adnum
    UNION ALL
    SELECT
        wanted.*,
        rew.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_rewrite AS rew
        ON
            wanted.classid = 'pg_catalog.pg_class'::regclass
            AND wanted.objid = rew.ev_class
            AND rew.rulename = '_RETURN'
    UNION ALL
    SELECT
        wanted.*,
        idx.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_index AS idx
        ON
            wanted.classid = 'pg_catalog.pg_class'::regclass
            AND wanted.objid = idx.indexrelid
    UNION ALL
    SELECT
        wanted.*,
        fn.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_proc AS fn
        ON
            wanted.classid = 'pg_catalog.pg_proc'::regclass
            AND wanted.objid = fn.oid
    UNION ALL
    SELECT
        wanted.*,
        con.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_constraint AS con
        ON
            wanted.classid = 'pg_catalog.pg_constraint'::regclass
            AND wanted.objid = con.oid
    UNION ALL
    SELECT
        wanted.*,
        trg.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_trigger AS trg
        ON
            wanted.classid = 'pg_catalog.pg_trigger'::regclass
            AND wanted.objid = trg.oid
    UNION ALL
    SELECT
        wanted.*,
        nsp.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON
            wanted.classid = 'pg_catalog.pg_namespace'::regclass
            AND wanted.objid = nsp.oid
    UNION ALL
    SELECT
        wanted.*,
        typ.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_type AS typ
        ON
            wanted.classid = 'pg_catalog.pg_type'::regclass
            AND wanted.objid = typ.oid
    UNION ALL
    SELECT
        wanted.*,
        acl.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_default_acl AS acl
        ON
            wanted.classid = 'pg_catalog.pg_default_acl'::regclass
            AND wanted.objid = acl.oid
    UNION ALL
    SELECT
        wanted.*,
        described.xmin
    FROM wanted
    INNER JOIN pg_catalog.pg_description AS described
        ON
            wanted.classid = described.classoid
            AND wanted.objid = described.objoid
            AND wanted.objsubid = described.objsubid
)

SELECT
    written.classid::bigint AS classid,
    written.objid::bigint AS objid,
    written.objsubid,
    max(pg_xact_commit_timestamp(written.xmin)) AS edited
FROM written
GROUP BY written.classid, written.objid, written.objsubid
