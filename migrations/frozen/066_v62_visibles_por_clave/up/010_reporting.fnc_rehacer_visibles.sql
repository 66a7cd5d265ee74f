CREATE OR REPLACE FUNCTION reporting.fnc_rehacer_visibles(p_usuarios text[])
RETURNS void
LANGUAGE plpgsql
AS $$
-- Purpose: writes the wells that these users see (NULL: everybody) into reporting.dim_rls_visible, and
--   takes away the rows of those who see none. The caller has its turn: reporting.fnc_turno_visibles.
--   PL/pgSQL, because it plans for the users at hand: a few by the key, many by one hash.
-- Second run: writes nothing. Reads: reporting.fnc_pozos_de_usuarios. Writes: reporting.dim_rls_visible.
BEGIN
    WITH nuevos AS MATERIALIZED (
        SELECT
            calculado.user_email,
            calculado.pozos
        FROM reporting.fnc_pozos_de_usuarios(p_usuarios) AS calculado
    ),

    quitados AS (
        DELETE FROM reporting.dim_rls_visible AS visible
        WHERE (p_usuarios IS NULL OR visible.user_email = any(p_usuarios))
            AND NOT EXISTS (
                SELECT 1
                FROM nuevos
                WHERE nuevos.user_email = visible.user_email
            )
    )

    INSERT INTO reporting.dim_rls_visible AS visible (user_email, pozos)
    SELECT
        nuevos.user_email,
        nuevos.pozos
    FROM nuevos
    ON CONFLICT (user_email) DO UPDATE
        SET pozos = excluded.pozos
        WHERE visible.pozos IS DISTINCT FROM excluded.pozos;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_rehacer_visibles(text[])
IS 'Writes the wells that these users see anew; NULL for everybody.';

REVOKE ALL ON FUNCTION reporting.fnc_rehacer_visibles(text[]) FROM public, bp010_operacion;
