-- What the web's own login is: whether it may speak for others, and whether it sees every well anyway.
SELECT
    pg_has_role(session_user, 'bp010_pool', 'MEMBER')
    AND pg_has_role(session_user, 'bp010_panel', 'MEMBER') AS habla_por_otros,
    coalesce(
        (
            SELECT rol.rolsuper OR rol.rolbypassrls
            FROM pg_catalog.pg_roles AS rol
            WHERE rol.rolname = session_user
        ),
        FALSE
    )
    OR pg_has_role(session_user, 'bp010_lectura', 'MEMBER')
    OR pg_has_role(session_user, 'bp010_operacion', 'MEMBER')
    OR pg_has_role(session_user, 'bp010_escritura', 'MEMBER')
    OR pg_has_role(session_user, 'bp010_modelos', 'MEMBER')
    OR EXISTS (
        SELECT FROM pg_catalog.pg_database AS base
        WHERE base.datname = current_database() AND pg_has_role(session_user, base.datdba, 'MEMBER')
    ) AS ve_todo;
