-- the roles that this database's objects and grants name, our groups and their members: what each may,
-- and which of the others it belongs to
WITH named AS (
    SELECT rol.oid
    FROM pg_catalog.pg_roles AS rol
    WHERE
        starts_with(rol.rolname, 'bp010')
        OR EXISTS (
            SELECT
            FROM pg_catalog.pg_shdepend AS dependency
            INNER JOIN pg_catalog.pg_database AS dat
                ON dependency.dbid = dat.oid OR dependency.dbid = 0 AND dependency.objid = dat.oid
            WHERE
                dat.datname = current_database()
                AND dependency.refclassid = 'pg_catalog.pg_authid'::regclass
                AND dependency.refobjid = rol.oid
        )
),

members AS (
    SELECT member.member AS oid
    FROM pg_catalog.pg_auth_members AS member
    INNER JOIN named
        ON member.roleid = named.oid
    UNION
    SELECT named.oid FROM named
)

SELECT
    rol.rolname AS role_name,
    rol.rolcanlogin AS may_login,
    rol.rolinherit AS inherits_rights,
    rol.rolcreatedb AS may_create_databases,
    rol.rolcreaterole AS may_create_roles,
    rol.rolsuper AS all_rights,
    (
        SELECT coalesce(array_agg(grp.rolname::text ORDER BY grp.rolname), '{}')
        FROM pg_catalog.pg_auth_members AS member
        INNER JOIN pg_catalog.pg_roles AS grp
            ON member.roleid = grp.oid
        WHERE member.member = rol.oid
    ) AS member_of
FROM members
INNER JOIN pg_catalog.pg_roles AS rol
    ON members.oid = rol.oid
WHERE rol.rolname !~ '^pg_'
ORDER BY 1
