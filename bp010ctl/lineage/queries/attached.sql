-- what hangs on a table or view and computes or chooses: generated columns, policies, rules
SELECT
    'generated' AS kind,
    pg_catalog.format('%s.%s', namespace.nspname, relation.relname) AS relation,
    col.attname::text AS title,
    pg_catalog.pg_get_expr(expression.adbin, expression.adrelid) AS definition
FROM pg_catalog.pg_attrdef AS expression
INNER JOIN pg_catalog.pg_class AS relation ON expression.adrelid = relation.oid
INNER JOIN pg_catalog.pg_namespace AS namespace ON relation.relnamespace = namespace.oid
INNER JOIN pg_catalog.pg_attribute AS col
    ON
        expression.adrelid = col.attrelid
        AND expression.adnum = col.attnum
        AND col.attgenerated <> ''
WHERE
    namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
    AND NOT relation.relispartition
UNION ALL
SELECT
    'policy' AS kind,
    pg_catalog.format('%s.%s', namespace.nspname, relation.relname) AS relation,
    policy.polname::text AS title,
    pg_catalog.concat_ws(
        ' AND ',
        '(' || pg_catalog.pg_get_expr(policy.polqual, policy.polrelid) || ')',
        '(' || pg_catalog.pg_get_expr(policy.polwithcheck, policy.polrelid) || ')'
    ) AS definition
FROM pg_catalog.pg_policy AS policy
INNER JOIN pg_catalog.pg_class AS relation ON policy.polrelid = relation.oid
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
