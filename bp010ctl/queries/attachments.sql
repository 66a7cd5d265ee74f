-- comments and grants of every routine and view: the statement that gives each, and the one that
-- takes it away
WITH
entities AS (
    SELECT
        'pg_catalog.pg_proc'::regclass::oid AS classid,
        proc.oid AS objid,
        CASE proc.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
        proc.oid::regprocedure::text AS identity,
        coalesce(proc.proacl, acldefault('f', proc.proowner)) AS acl
    FROM pg_catalog.pg_proc AS proc
    INNER JOIN pg_catalog.pg_namespace AS namespace
        ON namespace.oid = proc.pronamespace
    WHERE namespace.nspname NOT LIKE 'pg\_%'
        AND namespace.nspname <> 'information_schema'
        AND proc.prokind IN ('f', 'p')
    UNION ALL
    SELECT
        'pg_catalog.pg_class'::regclass::oid,
        class.oid,
        'VIEW',
        class.oid::regclass::text,
        coalesce(class.relacl, acldefault('r', class.relowner))
    FROM pg_catalog.pg_class AS class
    INNER JOIN pg_catalog.pg_namespace AS namespace
        ON namespace.oid = class.relnamespace
    WHERE class.relkind = 'v'
        AND namespace.nspname NOT LIKE 'pg\_%'
        AND namespace.nspname <> 'information_schema'
),

granted AS (
    SELECT
        entities.identity,
        entities.kind,
        NULL::name AS attname,
        entry.*
    FROM entities
    CROSS JOIN LATERAL aclexplode(entities.acl) AS entry
    UNION ALL
    SELECT
        entities.identity,
        entities.kind,
        attribute.attname,
        entry.*
    FROM entities
    INNER JOIN pg_catalog.pg_attribute AS attribute
        ON entities.kind = 'VIEW'
            AND attribute.attrelid = entities.objid
    CROSS JOIN LATERAL aclexplode(attribute.attacl) AS entry
)

SELECT
    lower(entities.kind) AS kind,
    entities.identity,
    format('COMMENT ON %s IS %L', target.text, description.description) AS give,
    format('COMMENT ON %s IS NULL', target.text) AS take
FROM entities
INNER JOIN pg_catalog.pg_description AS description
    ON description.classoid = entities.classid
        AND description.objoid = entities.objid
LEFT JOIN pg_catalog.pg_attribute AS attribute
    ON entities.kind = 'VIEW'
        AND attribute.attrelid = entities.objid
        AND attribute.attnum = description.objsubid
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN description.objsubid = 0 THEN format('%s %s', entities.kind, entities.identity)
            ELSE format('COLUMN %s.%I', entities.identity, attribute.attname)
        END AS text
) AS target
UNION ALL
SELECT
    lower(granted.kind),
    granted.identity,
    format('GRANT %s TO %s', target.text, grantee.name)
    || CASE WHEN granted.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
    format('REVOKE %s FROM %s', target.text, grantee.name)
FROM granted
CROSS JOIN LATERAL (
    SELECT
        format(
            '%s%s ON %s %s',
            granted.privilege_type,
            ' (' || quote_ident(granted.attname) || ')',
            CASE granted.kind WHEN 'VIEW' THEN 'TABLE' ELSE granted.kind END,
            granted.identity
        ) AS text
) AS target
CROSS JOIN LATERAL (
    SELECT
        CASE granted.grantee
            WHEN 0 THEN 'PUBLIC'
            ELSE quote_ident(pg_get_userbyid(granted.grantee))
        END AS name
) AS grantee
