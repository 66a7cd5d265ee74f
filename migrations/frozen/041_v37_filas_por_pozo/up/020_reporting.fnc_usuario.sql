CREATE OR REPLACE FUNCTION reporting.fnc_usuario()
RETURNS text
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
    -- Purpose: the user whose wells this session sees: the login, or, where that is a pool's (in group
    --   bp010_pool), the setting bp010.usuario. NULL where a pool has not said who it speaks for. Anybody
    --   can set bp010.usuario; for any other login it means nothing.
    -- Second run: pure. Reads: nothing. Writes: nothing.
    SELECT
        CASE
            WHEN pg_has_role(session_user, 'bp010_pool', 'MEMBER')
                THEN nullif(current_setting('bp010.usuario', TRUE), '')
            ELSE session_user::text
        END AS usuario;
$$;

COMMENT ON FUNCTION reporting.fnc_usuario()
IS 'The user whose wells this session sees: the login, or what a pool has set as bp010.usuario.';

GRANT EXECUTE ON FUNCTION reporting.fnc_usuario() TO bp010_lectura, bp010_panel;
