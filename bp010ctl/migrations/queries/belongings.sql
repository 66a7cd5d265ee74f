-- what hangs on relations and routines besides their definition: of each the statement that makes it again
-- and the one that takes it away; whose name is no part of it has the owner's or the option's value as one
WITH relations AS (
    SELECT
        rel.oid,
        rel.relkind,
        rel.relowner,
        rel.reloptions,
        format('%I.%I', nsp.nspname, rel.relname) AS ident
    FROM pg_catalog.pg_class AS rel
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON rel.relnamespace = nsp.oid
    WHERE
        rel.relkind IN ('r', 'p', 'v', 'm')
        AND nsp.nspname NOT LIKE 'pg\_%'
        AND nsp.nspname <> 'information_schema'
),

routines AS (
    SELECT
        fn.oid,
        fn.proowner,
        format(
            '%I.%I(%s)', nsp.nspname, fn.proname, pg_catalog.pg_get_function_identity_arguments(fn.oid)
        ) AS ident
    FROM pg_catalog.pg_proc AS fn
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON fn.pronamespace = nsp.oid
    WHERE
        fn.prokind IN ('f', 'p')
        AND nsp.nspname NOT LIKE 'pg\_%'
        AND nsp.nspname <> 'information_schema'
),

parts AS (
    SELECT
        relations.oid,
        relations.ident,
        'trigger' AS kind,
        trg.tgname::text AS named,
        pg_get_triggerdef(trg.oid)
        || CASE
            WHEN trg.tgenabled <> 'O'
                THEN
                    format(
                        '; ALTER TABLE %s %s TRIGGER %I',
                        relations.ident,
                        CASE trg.tgenabled
                            WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS'
                        END,
                        trg.tgname
                    )
            ELSE ''
        END AS give,
        format('%I ON %s', trg.tgname, relations.ident) AS addressed,
        obj_description(trg.oid, 'pg_trigger') AS remark
    FROM pg_catalog.pg_trigger AS trg
    INNER JOIN relations
        ON trg.tgrelid = relations.oid
    WHERE NOT trg.tgisinternal AND trg.tgparentid = 0

    UNION ALL

    SELECT
        relations.oid,
        relations.ident,
        'rule' AS kind,
        rewriting.rulename::text AS named,
        rtrim(pg_get_ruledef(rewriting.oid), ';')
        || CASE
            WHEN rewriting.ev_enabled <> 'O'
                THEN
                    format(
                        '; ALTER TABLE %s %s RULE %I',
                        relations.ident,
                        CASE rewriting.ev_enabled
                            WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS'
                        END,
                        rewriting.rulename
                    )
            ELSE ''
        END AS give,
        format('%I ON %s', rewriting.rulename, relations.ident) AS addressed,
        obj_description(rewriting.oid, 'pg_rewrite') AS remark
    FROM pg_catalog.pg_rewrite AS rewriting
    INNER JOIN relations
        ON rewriting.ev_class = relations.oid
    WHERE rewriting.rulename <> '_RETURN'

    UNION ALL

    SELECT
        relations.oid,
        relations.ident,
        'policy' AS kind,
        pol.polname::text AS named,
        concat_ws(
            ' ',
            format('CREATE POLICY %I ON %s AS', pol.polname, relations.ident),
            CASE WHEN pol.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            'FOR',
            CASE pol.polcmd
                WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                ELSE 'ALL'
            END,
            'TO',
            (
                SELECT
                    string_agg(
                        CASE member.oid
                            WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(member.oid))
                        END,
                        ', '
                    )
                FROM unnest(pol.polroles) AS member (oid)
            ),
            'USING (' || pg_get_expr(pol.polqual, pol.polrelid) || ')',
            'WITH CHECK (' || pg_get_expr(pol.polwithcheck, pol.polrelid) || ')'
        ) AS give,
        format('%I ON %s', pol.polname, relations.ident) AS addressed,
        obj_description(pol.oid, 'pg_policy') AS remark
    FROM pg_catalog.pg_policy AS pol
    INNER JOIN relations
        ON pol.polrelid = relations.oid

    UNION ALL

    -- a constraint's index comes with it, and a partition's with that of its table
    SELECT
        relations.oid,
        relations.ident,
        'index' AS kind,
        rel.relname::text AS named,
        pg_get_indexdef(rel.oid) AS give,
        format('%I.%I', nsp.nspname, rel.relname) AS addressed,
        obj_description(rel.oid, 'pg_class') AS remark
    FROM pg_catalog.pg_index AS idx
    INNER JOIN pg_catalog.pg_class AS rel
        ON idx.indexrelid = rel.oid
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON rel.relnamespace = nsp.oid
    INNER JOIN relations
        ON idx.indrelid = relations.oid
    WHERE
        NOT rel.relispartition
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_constraint AS con
            WHERE con.conindid = rel.oid
        )

    UNION ALL

    SELECT
        relations.oid,
        relations.ident,
        'statistics' AS kind,
        ext.stxname::text AS named,
        pg_get_statisticsobjdef(ext.oid) AS give,
        format('%I.%I', nsp.nspname, ext.stxname) AS addressed,
        obj_description(ext.oid, 'pg_statistic_ext') AS remark
    FROM pg_catalog.pg_statistic_ext AS ext
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON ext.stxnamespace = nsp.oid
    INNER JOIN relations
        ON ext.stxrelid = relations.oid
)

SELECT
    parts.oid::bigint AS number,
    parts.ident AS entity,
    parts.kind,
    parts.named,
    parts.give
    || coalesce(
        format('; COMMENT ON %s %s IS %L', upper(parts.kind), parts.addressed, parts.remark), ''
    ) AS give,
    format('DROP %s %s', upper(parts.kind), parts.addressed) AS take
FROM parts
UNION ALL
SELECT
    relations.oid::bigint AS number,
    relations.ident AS entity,
    'default of column' AS kind,
    att.attname::text AS named,
    format(
        'ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s',
        relations.ident, att.attname, pg_get_expr(given.adbin, given.adrelid)
    ) AS give,
    format('ALTER VIEW %s ALTER COLUMN %I DROP DEFAULT', relations.ident, att.attname) AS take
FROM pg_catalog.pg_attrdef AS given
INNER JOIN relations
    ON
        given.adrelid = relations.oid
        AND relations.relkind = 'v'
INNER JOIN pg_catalog.pg_attribute AS att
    ON
        given.adrelid = att.attrelid
        AND given.adnum = att.attnum
UNION ALL
SELECT
    relations.oid::bigint AS number,
    relations.ident AS entity,
    'publication' AS kind,
    pub.pubname::text AS named,
    concat_ws(
        ' ',
        format('ALTER PUBLICATION %I ADD TABLE %s', pub.pubname, relations.ident),
        (
            SELECT '(' || string_agg(quote_ident(att.attname), ', ' ORDER BY att.attnum) || ')'
            FROM pg_catalog.pg_attribute AS att
            WHERE
                att.attrelid = part.prrelid
                AND att.attnum = any(part.prattrs)
        ),
        'WHERE (' || pg_get_expr(part.prqual, part.prrelid) || ')'
    ) AS give,
    format('ALTER PUBLICATION %I DROP TABLE %s', pub.pubname, relations.ident) AS take
FROM pg_catalog.pg_publication_rel AS part
INNER JOIN pg_catalog.pg_publication AS pub
    ON part.prpubid = pub.oid
INNER JOIN relations
    ON part.prrelid = relations.oid
UNION ALL
SELECT
    labels.objoid::bigint AS number,
    coalesce(relations.ident, routines.ident) AS entity,
    'security label' AS kind,
    format('%s of %s %s', labels.provider, labels.objtype, labels.objname) AS named,
    format(
        'SECURITY LABEL FOR %I ON %s %s IS %L',
        labels.provider, labels.objtype, labels.objname, labels.label
    ) AS give,
    format(
        'SECURITY LABEL FOR %I ON %s %s IS NULL', labels.provider, labels.objtype, labels.objname
    ) AS take
FROM pg_catalog.pg_seclabels AS labels
LEFT JOIN relations
    ON
        labels.objoid = relations.oid
        AND labels.classoid = 'pg_catalog.pg_class'::regclass
LEFT JOIN routines
    ON
        labels.objoid = routines.oid
        AND labels.classoid = 'pg_catalog.pg_proc'::regclass
WHERE coalesce(relations.ident, routines.ident) IS NOT NULL
UNION ALL
SELECT
    relations.oid::bigint AS number,
    relations.ident AS entity,
    'option' AS kind,
    opt.setting AS named,
    format(
        'ALTER VIEW %s SET (%s = %L)',
        relations.ident, split_part(opt.setting, '=', 1), split_part(opt.setting, '=', 2)
    ) AS give,
    format('ALTER VIEW %s RESET (%s)', relations.ident, split_part(opt.setting, '=', 1)) AS take
FROM relations
CROSS JOIN LATERAL unnest(relations.reloptions) AS opt (setting)
WHERE relations.relkind = 'v'
UNION ALL
SELECT
    holding.oid::bigint AS number,
    holding.ident AS entity,
    'owner' AS kind,
    pg_get_userbyid(holding.owned_by)::text AS named,
    format('ALTER %s %s OWNER TO %I', holding.what, holding.ident, pg_get_userbyid(holding.owned_by)) AS give,
    format('ALTER %s %s OWNER TO %I', holding.what, holding.ident, current_user) AS take
FROM (
    SELECT
        relations.oid,
        relations.ident,
        relations.relowner AS owned_by,
        CASE relations.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS what
    FROM relations
    UNION ALL
    SELECT
        routines.oid,
        routines.ident,
        routines.proowner AS owned_by,
        'ROUTINE' AS what
    FROM routines
) AS holding
WHERE pg_get_userbyid(holding.owned_by) <> current_user
ORDER BY entity ASC, kind DESC, named ASC
