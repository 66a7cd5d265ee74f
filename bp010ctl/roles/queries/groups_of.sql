-- the groups that a login is in itself; no row where there is no such login
SELECT
    array(
        SELECT grupo.rolname::text
        FROM pg_catalog.pg_auth_members AS miembro
        INNER JOIN pg_catalog.pg_roles AS grupo
            ON miembro.roleid = grupo.oid
        WHERE miembro.member = rol.oid
        ORDER BY grupo.rolname
    ) AS grupos
FROM pg_catalog.pg_roles AS rol
WHERE rol.rolname = %(nombre)s AND rol.rolcanlogin
