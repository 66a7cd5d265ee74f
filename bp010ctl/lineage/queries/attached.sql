-- what hangs on a table or view and computes or chooses: generated columns, policies, rules
SELECT
    'generated' AS kind,
    pg_catalog.format('%s.%s', namespace.nspname, relation.relname) AS relation,
    col.attname::text AS title,
    pg_catalog.pg_get_expr(computed.adbin, computed.adrelid) AS definition
FROM pg_catalog.pg_attrdef AS computed
INNER JOIN pg_catalog.pg_class AS relation ON computed.adrelid = relation.oid
INNER JOIN pg_catalog.pg_namespace AS namespace ON relation.relnamespace = namespace.oid
INNER JOIN pg_catalog.pg_attribute AS col
    ON
        computed.adrelid = col.attrelid
        AND computed.adnum = col.attnum
        AND col.attgenerated <> ''
WHERE
    namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
    AND NOT relation.relispartition
UNION ALL
SELECT
    'policy' AS kind,
    pg_catalog.format('%s.%s', namespace.nspname, relation.relname) AS relation,
    limited.polname::text AS title,
    pg_catalog.concat_ws(
        ' AND ',
        '(' || pg_catalog.pg_get_expr(limited.polqual, limited.polrelid) || ')',
        '(' || pg_catalog.pg_get_expr(limited.polwithcheck, limited.polrelid) || ')'
    ) AS definition
FROM pg_catalog.pg_policy AS limited
INNER JOIN pg_catalog.pg_class AS relation ON limited.polrelid = relation.oid
INNER JOIN pg_catalog.pg_namespace AS namespace ON relation.relnamespace = namespace.oid
WHERE
    namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
    AND NOT relation.relispartition
UNION ALL
SELECT
    'rule' AS kind,
    pg_catalog.format('%s.%s', namespace.nspname, relation.relname) AS relation,
    rewrite.rulename::text AS title,
    pg_catalog.pg_get_ruledef(rewrite.oid) AS definition
FROM pg_catalog.pg_rewrite AS rewrite
INNER JOIN pg_catalog.pg_class AS relation ON rewrite.ev_class = relation.oid
INNER JOIN pg_catalog.pg_namespace AS namespace ON relation.relnamespace = namespace.oid
WHERE
    namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
    AND rewrite.rulename <> '_RETURN'
ORDER BY kind, relation, title
