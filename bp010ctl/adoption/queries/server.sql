-- What an adoption needs to know of the server and its own rights, in one row.
SELECT
    current_database() AS base,
    current_setting('server_version_num')::integer / 10000 AS version_mayor,
    to_regclass('public.alembic_version') IS NOT NULL AS migrada,
    to_regclass('adopcion.adopcion') IS NOT NULL AS empezada,
    has_database_privilege(current_database(), 'CREATE') AS puede_crear,
    (
        SELECT r.rolsuper OR r.rolcreaterole
        FROM pg_roles AS r
        WHERE r.rolname = current_user
    ) OR (
        SELECT count(*) = 3
        FROM pg_roles AS r
        WHERE r.rolname IN ('bp010_escritura', 'bp010_lectura', 'bp010_operacion')
    ) AS tiene_roles,
    (
        SELECT array_agg(n.nspname::text ORDER BY n.nspname)
        FROM pg_namespace AS n
        WHERE n.nspname = any(%(esquemas)s)
    ) AS esquemas,
    (
        SELECT array_agg(n.nspname::text ORDER BY n.nspname)
        FROM pg_namespace AS n
        WHERE n.nspname = any(%(esquemas)s) AND NOT pg_has_role(current_user, n.nspowner, 'USAGE')
    ) AS esquemas_ajenos,
    (
        SELECT array_agg(n.nspname::text ORDER BY n.nspname)
        FROM pg_namespace AS n
        WHERE n.nspname = any(%(ocupados)s)
    ) AS ocupados,
    (
        SELECT array_agg(DISTINCT coalesce(nullif(s.application_name, ''), 'pid ' || s.pid))
        FROM pg_stat_activity AS s
        WHERE
            s.datname = current_database()
            AND s.backend_type = 'client backend'
            AND s.pid <> pg_backend_pid()
    ) AS sesiones,
    CASE
        WHEN pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
            THEN current_setting('data_directory')
    END AS carpeta;
