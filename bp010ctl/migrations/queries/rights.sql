-- rights that somebody gave on our objects to roles of their own: not to the owner, PUBLIC or our groups
WITH ours AS (
    SELECT oid
    FROM pg_catalog.pg_namespace
    WHERE nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
),

objects AS (
    SELECT
        CASE relation.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
        relation.oid::pg_catalog.regclass::text AS named,
        relation.oid,
        relation.relowner AS owned_by,
        relation.relacl AS rights,
        NULL::text AS column_name
    FROM pg_catalog.pg_class AS relation
    WHERE relation.relnamespace IN (SELECT oid FROM ours) AND relation.relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT
        'TABLE' AS kind,
        relation.oid::pg_catalog.regclass::text AS named,
        relation.oid,
        relation.relowner AS owned_by,
        col.attacl AS rights,
        pg_catalog.quote_ident(col.attname) AS column_name
    FROM pg_catalog.pg_attribute AS col
    INNER JOIN pg_catalog.pg_class AS relation ON col.attrelid = relation.oid
    WHERE relation.relnamespace IN (SELECT oid FROM ours) AND col.attacl IS NOT NULL
    UNION ALL
    SELECT
        'ROUTINE' AS kind,
        made.oid::pg_catalog.regprocedure::text AS named,
        made.oid,
        made.proowner AS owned_by,
        made.proacl AS rights,
        NULL::text AS column_name
    FROM pg_catalog.pg_proc AS made
    WHERE made.pronamespace IN (SELECT oid FROM ours)
)

SELECT
    objects.kind,
    objects.named,
    objects.oid::bigint AS number,
    objects.column_name,
    given.privilege_type AS privilege,
    given.is_grantable,
    pg_catalog.quote_ident(given_to.rolname) AS grantee
FROM objects
CROSS JOIN LATERAL pg_catalog.aclexplode(objects.rights) AS given
INNER JOIN pg_catalog.pg_roles AS given_to ON given.grantee = given_to.oid
WHERE given.grantee <> objects.owned_by AND given_to.rolname NOT LIKE 'bp010%'
ORDER BY objects.kind, objects.named, grantee, privilege
