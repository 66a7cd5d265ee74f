DO $$
-- The roles belong to the whole cluster: they stay while they have members or another database uses
-- them, or where this user may not drop them. COMMENT ON ROLE, with the comment that it has, locks the
-- role until this transaction ends, also where it is not dropped: of two downgrades at once the second
-- waits here, and the last one finds nobody else.
DECLARE
    v_rol text;
    v_comentario text;
BEGIN
    FOREACH v_rol IN ARRAY ARRAY['bp010_modelos', 'bp010_panel', 'bp010_pool'] LOOP
        IF EXISTS (
            SELECT 1
            FROM pg_catalog.pg_auth_members AS miembros
            WHERE miembros.roleid = to_regrole(v_rol)
                AND miembros.member <> current_user::regrole
        ) THEN
            RAISE NOTICE 'role "%" stays: it has members', v_rol;
            CONTINUE;
        END IF;
        v_comentario := shobj_description(to_regrole(v_rol), 'pg_authid');
        BEGIN
            EXECUTE format('COMMENT ON ROLE %I IS %L', v_rol, v_comentario);
            BEGIN
                EXECUTE format('DROP ROLE %I', v_rol);
            EXCEPTION
                WHEN dependent_objects_still_exist THEN
                    RAISE NOTICE 'role "%" stays: another database uses it', v_rol;
            END;
        EXCEPTION
            WHEN undefined_object THEN
                NULL; -- dropped by another database's downgrade
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'role "%" stays: user "%" may not drop it', v_rol, current_user;
        END;
    END LOOP;
END;
$$;
