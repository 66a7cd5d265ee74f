-- things of other schemas that need things of ours, which are in the way where a revision drops these:
-- kind, identity, and what each needs; foreign keys are told by themselves, extensions' things left out
WITH ours AS (
    SELECT
        'pg_catalog.pg_class'::regclass AS classid,
        rel.oid AS objid
    FROM pg_catalog.pg_class AS rel
    WHERE rel.relnamespace::regnamespace::text = any(%(schemas)s)
    UNION ALL
    SELECT
        'pg_catalog.pg_proc'::regclass AS classid,
        fn.oid AS objid
    FROM pg_catalog.pg_proc AS fn
    WHERE fn.pronamespace::regnamespace::text = any(%(schemas)s)
    UNION ALL
    SELECT
        'pg_catalog.pg_type'::regclass AS classid,
        typ.oid AS objid
    FROM pg_catalog.pg_type AS typ
    WHERE typ.typnamespace::regnamespace::text = any(%(schemas)s)
),

-- what a part belongs to: a view's query to the view, a default or a check to its table
needs AS (
    SELECT
        dep.classid,
        dep.objid,
        dep.refclassid,
        dep.refobjid,
        coalesce(
            rewriting.ev_class, given.adrelid, con.conrelid, trg.tgrelid, pol.polrelid, rel.oid
        ) AS relid,
        rewriting.rulename = '_RETURN' OR given.oid IS NOT NULL AS whole,
        coalesce(whose.relnamespace, fn.pronamespace, typ.typnamespace) AS nspid
    FROM pg_catalog.pg_depend AS dep
    INNER JOIN ours
        ON
            dep.refclassid = ours.classid
            AND dep.refobjid = ours.objid
    LEFT JOIN pg_catalog.pg_rewrite AS rewriting
        ON
            dep.objid = rewriting.oid
            AND dep.classid = 'pg_catalog.pg_rewrite'::regclass
    LEFT JOIN pg_catalog.pg_attrdef AS given
        ON
            dep.objid = given.oid
            AND dep.classid = 'pg_catalog.pg_attrdef'::regclass
    LEFT JOIN pg_catalog.pg_constraint AS con
        ON
            dep.objid = con.oid
            AND dep.classid = 'pg_catalog.pg_constraint'::regclass
            AND con.contype <> 'f'
    LEFT JOIN pg_catalog.pg_trigger AS trg
        ON
            dep.objid = trg.oid
            AND dep.classid = 'pg_catalog.pg_trigger'::regclass
            AND NOT trg.tgisinternal
    LEFT JOIN pg_catalog.pg_policy AS pol
        ON
            dep.objid = pol.oid
            AND dep.classid = 'pg_catalog.pg_policy'::regclass
    LEFT JOIN pg_catalog.pg_class AS rel
        ON
            dep.objid = rel.oid
            AND dep.classid = 'pg_catalog.pg_class'::regclass
    LEFT JOIN pg_catalog.pg_class AS whose
        ON
            whose.oid
            = coalesce(rewriting.ev_class, given.adrelid, con.conrelid, trg.tgrelid, pol.polrelid, rel.oid)
    LEFT JOIN pg_catalog.pg_proc AS fn
        ON
            dep.objid = fn.oid
            AND dep.classid = 'pg_catalog.pg_proc'::regclass
    LEFT JOIN pg_catalog.pg_type AS typ
        ON
            dep.objid = typ.oid
            AND dep.classid = 'pg_catalog.pg_type'::regclass
    WHERE dep.deptype IN ('n', 'a')
),

named AS (
    SELECT DISTINCT
        dependent.type AS kind,
        dependent.identity AS ident,
        needed.identity AS wanted
    FROM needs
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON needs.nspid = nsp.oid
    CROSS JOIN
        LATERAL pg_identify_object(
            CASE WHEN needs.whole THEN 'pg_catalog.pg_class'::regclass ELSE needs.classid END,
            CASE WHEN needs.whole THEN needs.relid ELSE needs.objid END,
            0
        ) AS dependent
    CROSS JOIN
        LATERAL pg_identify_object(needs.refclassid, needs.refobjid, 0) AS needed
    WHERE
        nsp.nspname !~ '^pg_'
        AND nsp.nspname <> 'information_schema'
        AND quote_ident(nsp.nspname) <> all(%(schemas)s)
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_depend AS brought
            WHERE
                brought.classid = needs.classid
                AND brought.objid = needs.objid
                AND brought.deptype = 'e'
        )
)

SELECT
    named.kind,
    named.ident,
    string_agg(named.wanted, ', ' ORDER BY named.wanted) AS wanted
FROM named
GROUP BY named.kind, named.ident
ORDER BY named.kind, named.ident
