-- what is set for this database, for everybody (no role) or for one role: role, name, value
SELECT
    rol.rolname AS role_name,
    substring(own.entry FROM '^([^=]*)=') AS setting_name,
    substring(own.entry FROM '=(.*)$') AS setting_value
FROM pg_catalog.pg_db_role_setting AS conf
CROSS JOIN LATERAL unnest(conf.setconfig) AS own (entry)
LEFT JOIN pg_catalog.pg_roles AS rol
    ON conf.setrole = rol.oid
WHERE
    conf.setdatabase = (
        SELECT dat.oid
        FROM pg_catalog.pg_database AS dat
        WHERE dat.datname = current_database()
    )
ORDER BY 1, 2
