CREATE OR REPLACE FUNCTION reporting.fnc_clave_usuario(p_usuario text)
RETURNS text
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    -- Purpose: the argon2 hash of a user's password, for the login of the web pages to check one against;
    --   NULL for a user without, and for any login that is no pool's (in group bp010_pool). SECURITY
    --   DEFINER: nobody but the owner may read the table itself.
    -- Second run: pure. Reads: reporting.dim_rls_clave. Writes: nothing.
    SELECT clave.clave
    FROM reporting.dim_rls_clave AS clave
    WHERE clave.user_email = p_usuario AND pg_has_role(session_user, 'bp010_pool', 'MEMBER');
$$;

COMMENT ON FUNCTION reporting.fnc_clave_usuario(text)
IS 'The argon2 hash of a user''s password, for the login of the web pages; NULL for others.';

REVOKE ALL ON FUNCTION reporting.fnc_clave_usuario(text) FROM public, bp010_operacion;
GRANT EXECUTE ON FUNCTION reporting.fnc_clave_usuario(text) TO bp010_panel;
