-- The role's own statement_timeout in this database, NULL where it has none.
SELECT substring(a.ajuste FROM '=(.*)') AS valor
FROM pg_catalog.pg_db_role_setting AS s
CROSS JOIN LATERAL unnest(s.setconfig) AS a (ajuste)
WHERE
    s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    AND s.setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
    AND starts_with(a.ajuste, 'statement_timeout=');
