-- what this role can bring back: everything as a superuser; else what it is a member of, and the trusted
-- extensions
SELECT
    me.rolsuper AS all_rights,
    me.rolcreaterole AS may_create_roles,
    ARRAY(
        SELECT rol.rolname::text
        FROM pg_catalog.pg_roles AS rol
    ) AS known_roles,
    ARRAY(
        SELECT rol.rolname::text
        FROM pg_catalog.pg_roles AS rol
        WHERE pg_has_role(rol.oid, 'MEMBER')
    ) AS member_of,
    ARRAY(
        SELECT DISTINCT ver.name::text
        FROM pg_catalog.pg_available_extension_versions AS ver
        WHERE ver.name <> 'pg_cron' AND (ver.trusted OR me.rolsuper)
    ) AS creatable
FROM pg_catalog.pg_roles AS me
WHERE me.rolname = current_user
