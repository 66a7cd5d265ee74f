CREATE OR REPLACE FUNCTION reporting.fnc_pozos_visibles()
RETURNS integer[]
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: the wells that the session's user sees: those named in reporting.dim_rls_usuario and those of
--   the fields and clients in reporting.dim_rls_ambito, less those of rows whose level is NINGUNO, however
--   wide. Empty for a stranger. SECURITY DEFINER: every policy asks it, and nobody may read what others see.
-- Second run: pure. Reads: reporting.dim_rls_usuario, reporting.dim_rls_ambito, reporting.dim_pozo.
-- Writes: nothing.
DECLARE
    v_usuario CONSTANT text := reporting.fnc_usuario();
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM reporting.dim_rls_ambito AS ambito
        WHERE ambito.user_email = v_usuario
    ) THEN
        RETURN ARRAY( -- the common case, which every table of a query asks
            SELECT propio.pozo_id
            FROM reporting.dim_rls_usuario AS propio
            WHERE propio.user_email = v_usuario
                AND upper(propio.nivel_acceso) IS DISTINCT FROM 'NINGUNO'
        );
    END IF;
    RETURN ARRAY(
        WITH alcances AS (
            SELECT
                propio.pozo_id,
                propio.nivel_acceso
            FROM reporting.dim_rls_usuario AS propio
            WHERE propio.user_email = v_usuario
            UNION ALL
            SELECT
                pozo.pozo_id,
                ambito.nivel_acceso
            FROM reporting.dim_rls_ambito AS ambito
            INNER JOIN reporting.dim_pozo AS pozo ON ambito.valor = pozo.campo
            WHERE ambito.user_email = v_usuario AND ambito.ambito = 'campo'
            UNION ALL
            SELECT
                pozo.pozo_id,
                ambito.nivel_acceso
            FROM reporting.dim_rls_ambito AS ambito
            INNER JOIN reporting.dim_pozo AS pozo ON ambito.valor = pozo.cliente
            WHERE ambito.user_email = v_usuario AND ambito.ambito = 'cliente'
        )

        SELECT alcances.pozo_id
        FROM alcances
        GROUP BY alcances.pozo_id
        HAVING NOT bool_or(upper(alcances.nivel_acceso) IS NOT DISTINCT FROM 'NINGUNO')
    );
END;
$$;

COMMENT ON FUNCTION reporting.fnc_pozos_visibles()
IS 'The wells that the session''s user sees, by name, field or client; empty for a stranger.';

REVOKE ALL ON FUNCTION reporting.fnc_pozos_visibles() FROM public, bp010_operacion;
GRANT EXECUTE ON FUNCTION reporting.fnc_pozos_visibles() TO bp010_panel;
