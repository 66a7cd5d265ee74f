DO $$
-- Groups that people and services are put into; they belong to the whole cluster, so another
-- database may have made them already, or be making them now. COMMENT ON ROLE locks the role until
-- this transaction ends: another database's downgrade cannot drop it between here and the grants.
DECLARE
    v_roles CONSTANT text[] := ARRAY['bp010_modelos', 'bp010_panel', 'bp010_pool'];
    v_textos CONSTANT text[] := ARRAY[
        'BP010: ML services; they read stage, and write universal only',
        'BP010: dashboards; they read the wells of their user, by reporting.dim_rls_usuario',
        'BP010: pools of dashboards; only their setting bp010.usuario says who the user is'
    ];
BEGIN
    FOR v_i IN 1..array_length(v_roles, 1) LOOP
        LOOP
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', v_roles[v_i]);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN
                    NULL; -- another database of this cluster made it
                WHEN insufficient_privilege THEN
                    IF to_regrole(v_roles[v_i]) IS NULL THEN
                        RAISE EXCEPTION 'role "%" does not exist and user "%" may not create it',
                            v_roles[v_i], current_user
                        USING
                            ERRCODE = 'insufficient_privilege',
                            HINT = format(
                                'The private server: bp010ctl db up makes it. A server of your own: a superuser, or '
                                'a role with CREATEROLE, runs bp010ctl roles create, or: CREATE ROLE %s NOLOGIN;',
                                array_to_string(v_roles, ' NOLOGIN; CREATE ROLE ')
                            );
                    END IF;
            END;
            BEGIN
                EXECUTE format('COMMENT ON ROLE %I IS %L', v_roles[v_i], v_textos[v_i]);
                EXIT;
            EXCEPTION
                WHEN undefined_object THEN
                    NULL; -- dropped in between: make it again
                WHEN insufficient_privilege THEN
                    EXIT; -- made by someone else, who comments it
            END;
        END LOOP;
    END LOOP;
END;
$$;
