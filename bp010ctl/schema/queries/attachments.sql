-- comments and grants of every routine and view: the statement that gives each, and the one that
-- takes it away; chr(1) stands for the object's identity
WITH
entities AS (
    SELECT
        'pg_catalog.pg_proc'::regclass::oid AS classid,
        fn.oid AS objid,
        CASE fn.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
        fn.oid::regprocedure::text AS ident,
        coalesce(fn.proacl, acldefault('f', fn.proowner)) AS acl
    FROM pg_catalog.pg_proc AS fn
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON fn.pronamespace = nsp.oid
    WHERE
        nsp.nspname NOT LIKE 'pg\_%'
        AND nsp.nspname <> 'information_schema'
        AND fn.prokind IN ('f', 'p')
    UNION ALL
    SELECT
        'pg_catalog.pg_class'::regclass::oid AS classid,
        rel.oid AS objid,
        'VIEW' AS kind,
        rel.oid::regclass::text AS ident,
        coalesce(rel.relacl, acldefault('r', rel.relowner)) AS acl
    FROM pg_catalog.pg_class AS rel
    INNER JOIN pg_catalog.pg_namespace AS nsp
        ON rel.relnamespace = nsp.oid
    WHERE
        rel.relkind = 'v'
        AND nsp.nspname NOT LIKE 'pg\_%'
        AND nsp.nspname <> 'information_schema'
),

granted AS (
    SELECT
        entities.ident,
        entities.kind,
        NULL::name AS attname,
        entry.*
    FROM entities
    CROSS JOIN LATERAL aclexplode(entities.acl) AS entry
    UNION ALL
    SELECT
        entities.ident,
        entities.kind,
        att.attname,
        entry.*
    FROM entities
    INNER JOIN pg_catalog.pg_attribute AS att
        ON
            entities.kind = 'VIEW'
            AND entities.objid = att.attrelid
    CROSS JOIN LATERAL aclexplode(att.attacl) AS entry
),

grants AS (
    SELECT
        granted.ident,
        granted.kind,
        granted.is_grantable,
        format(
            '%s%s ON %s %s',
            granted.privilege_type,
            ' (' || quote_ident(granted.attname) || ')',
            CASE granted.kind WHEN 'VIEW' THEN 'TABLE' ELSE granted.kind END,
            chr(1)
        ) AS what,
        CASE granted.grantee
            WHEN 0 THEN 'PUBLIC'
            ELSE quote_ident(pg_get_userbyid(granted.grantee))
        END AS whom
    FROM granted
),

comments AS (
    SELECT
        entities.ident,
        entities.kind,
        commented.description,
        CASE
            WHEN commented.objsubid = 0 THEN format('%s %s', entities.kind, chr(1))
            ELSE format('COLUMN %s.%I', chr(1), att.attname)
        END AS what
    FROM entities
    INNER JOIN pg_catalog.pg_description AS commented
        ON
            entities.classid = commented.classoid
            AND entities.objid = commented.objoid
    LEFT JOIN pg_catalog.pg_attribute AS att
        ON
            entities.kind = 'VIEW'
            AND entities.objid = att.attrelid
            AND commented.objsubid = att.attnum
)

SELECT
    lower(comments.kind) AS kind,
    comments.ident,
    format('COMMENT ON %s IS %L', comments.what, comments.description) AS give,
    format('COMMENT ON %s IS NULL', comments.what) AS take
FROM comments
UNION ALL
SELECT
    lower(grants.kind) AS kind,
    grants.ident,
    format('GRANT %s TO %s', grants.what, grants.whom) AS give,
    format('REVOKE %s FROM %s', grants.what, grants.whom) AS take
FROM grants
UNION ALL
-- the right to grant further is a thing of its own
SELECT
    lower(grants.kind) AS kind,
    grants.ident,
    format('GRANT %s TO %s WITH GRANT OPTION', grants.what, grants.whom) AS give,
    format('REVOKE GRANT OPTION FOR %s FROM %s', grants.what, grants.whom) AS take
FROM grants
WHERE grants.is_grantable
