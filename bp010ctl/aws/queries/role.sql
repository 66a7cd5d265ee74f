-- Who asks, what it may do, and the group roles that the server has not got.
SELECT
    r.rolname AS rol,
    r.rolsuper AS superusuario,
    r.rolcreaterole OR r.rolsuper AS crea,
    coalesce(
        (SELECT pg_has_role(n.nspowner, 'USAGE') FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'etl'),
        has_database_privilege(current_database(), 'CREATE')
    ) AS duena,
    ARRAY(
        SELECT grupos.grupo
        FROM unnest(%(grupos)s::text[]) AS grupos (grupo)
        WHERE to_regrole(grupos.grupo) IS NULL
        ORDER BY grupos.grupo
    ) AS faltan
FROM pg_catalog.pg_roles AS r
WHERE r.rolname = current_user;
