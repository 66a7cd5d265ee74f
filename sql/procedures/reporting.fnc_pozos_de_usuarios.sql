CREATE OR REPLACE FUNCTION reporting.fnc_pozos_de_usuarios(p_usuarios text[])
RETURNS TABLE (
    user_email text,
    pozos integer[]
)
LANGUAGE sql
STABLE
AS $$
    -- Purpose: the wells that each of these users sees: those named in reporting.dim_rls_usuario and those of
    --   the fields and clients in reporting.dim_rls_ambito, less those of rows whose level is NINGUNO, however
    --   wide. No row for a user who sees none. p_usuarios: NULL for everybody about whom something is written.
    -- Second run: pure. Reads: reporting.dim_rls_usuario, reporting.dim_rls_ambito, reporting.dim_pozo.
    -- Writes: nothing.
    WITH alcances AS (
        SELECT
            propio.user_email,
            propio.pozo_id,
            propio.nivel_acceso
        FROM reporting.dim_rls_usuario AS propio
        WHERE p_usuarios IS NULL OR propio.user_email = any(p_usuarios)
        UNION ALL
        SELECT
            ambito.user_email,
            pozo.pozo_id,
            ambito.nivel_acceso
        FROM reporting.dim_rls_ambito AS ambito
        INNER JOIN reporting.dim_pozo AS pozo ON ambito.valor = pozo.campo
        WHERE ambito.ambito = 'campo' AND (p_usuarios IS NULL OR ambito.user_email = any(p_usuarios))
        UNION ALL
        SELECT
            ambito.user_email,
            pozo.pozo_id,
            ambito.nivel_acceso
        FROM reporting.dim_rls_ambito AS ambito
        INNER JOIN reporting.dim_pozo AS pozo ON ambito.valor = pozo.cliente
        WHERE ambito.ambito = 'cliente' AND (p_usuarios IS NULL OR ambito.user_email = any(p_usuarios))
    ),

    vistos AS (
        SELECT
            alcances.user_email,
            alcances.pozo_id
        FROM alcances
        GROUP BY alcances.user_email, alcances.pozo_id
        HAVING NOT bool_or(upper(alcances.nivel_acceso) IS NOT DISTINCT FROM 'NINGUNO')
    )

    SELECT
        vistos.user_email,
        array_agg(vistos.pozo_id ORDER BY vistos.pozo_id) AS pozos
    FROM vistos
    GROUP BY vistos.user_email;
$$;

COMMENT ON FUNCTION reporting.fnc_pozos_de_usuarios(text[])
IS 'The wells that each of these users sees, by name, field or client; no row for who sees none.';

GRANT EXECUTE ON FUNCTION reporting.fnc_pozos_de_usuarios(text[]) TO bp010_lectura;
