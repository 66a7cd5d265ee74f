-- who may do what with this database itself: role (none is PUBLIC), privilege, may pass it on
SELECT
    rol.rolname AS role_name,
    acl.privilege_type AS privilege,
    acl.is_grantable AS grantable
FROM pg_catalog.pg_database AS dat
CROSS JOIN LATERAL aclexplode(coalesce(dat.datacl, acldefault('d', dat.datdba))) AS acl
LEFT JOIN pg_catalog.pg_roles AS rol
    ON acl.grantee = rol.oid
WHERE dat.datname = current_database() AND acl.grantee <> dat.datdba
ORDER BY 1, 2
