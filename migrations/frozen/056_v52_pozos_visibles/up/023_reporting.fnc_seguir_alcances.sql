CREATE OR REPLACE FUNCTION reporting.fnc_seguir_alcances()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: tells anew which wells those users see about whom a statement wrote something, under the old name
--   and the new one. SECURITY DEFINER: who may give wells may not write the result by himself.
-- Second run: writes nothing. Reads: transition tables viejas, nuevas. Writes: reporting.dim_rls_visible.
DECLARE
    v_usuarios text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        v_usuarios := ARRAY(SELECT DISTINCT nuevas.user_email FROM nuevas);
    ELSIF TG_OP = 'UPDATE' THEN
        v_usuarios := ARRAY(
            SELECT viejas.user_email FROM viejas
            UNION
            SELECT nuevas.user_email FROM nuevas
        );
    ELSIF TG_OP = 'DELETE' THEN
        v_usuarios := ARRAY(SELECT DISTINCT viejas.user_email FROM viejas);
    END IF; -- TRUNCATE: everybody
    IF v_usuarios IS DISTINCT FROM '{}' THEN
        PERFORM reporting.fnc_turno_visibles();
        PERFORM reporting.fnc_rehacer_visibles(v_usuarios);
    END IF;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_seguir_alcances()
IS 'Trigger: users see what is written about them, from that statement on.';

REVOKE ALL ON FUNCTION reporting.fnc_seguir_alcances() FROM public, bp010_operacion;
