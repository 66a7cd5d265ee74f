CREATE OR REPLACE FUNCTION reporting.fnc_seguir_pozos()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: tells anew which wells those users see to whom a field or a client was given that a statement put
--   wells into or took them out of. The turn comes before the look at who that is: somebody may be giving
--   the field at this moment. A statement that leaves number, field and client alone waits for nobody.
-- Second run: writes nothing. Reads: transition tables viejas, nuevas; reporting.dim_rls_ambito.
-- Writes: reporting.dim_rls_visible.
DECLARE
    v_campos text[];
    v_clientes text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT nuevas.campo), array_agg(DISTINCT nuevas.cliente)
        INTO v_campos, v_clientes
        FROM nuevas;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT viejas.campo), array_agg(DISTINCT viejas.cliente)
        INTO v_campos, v_clientes
        FROM viejas;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH movidos AS (
            (
                SELECT viejas.pozo_id, viejas.campo, viejas.cliente FROM viejas
                EXCEPT
                SELECT nuevas.pozo_id, nuevas.campo, nuevas.cliente FROM nuevas
            )
            UNION ALL
            (
                SELECT nuevas.pozo_id, nuevas.campo, nuevas.cliente FROM nuevas
                EXCEPT
                SELECT viejas.pozo_id, viejas.campo, viejas.cliente FROM viejas
            )
        )

        SELECT array_agg(DISTINCT movidos.campo), array_agg(DISTINCT movidos.cliente)
        INTO v_campos, v_clientes
        FROM movidos;
    END IF;
    IF TG_OP <> 'TRUNCATE' AND v_campos IS NULL THEN -- array_agg of no well; of wells without a field {NULL}
        RETURN NULL;
    END IF;
    PERFORM reporting.fnc_turno_visibles();
    PERFORM reporting.fnc_rehacer_visibles(
        CASE
            WHEN TG_OP <> 'TRUNCATE'
                THEN ARRAY(
                    SELECT DISTINCT ambito.user_email
                    FROM reporting.dim_rls_ambito AS ambito
                    WHERE ambito.valor = any(
                            CASE ambito.ambito WHEN 'campo' THEN v_campos ELSE v_clientes END
                        )
                )
        END
    );
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_seguir_pozos()
IS 'Trigger: users of a field or a client see the wells that are in it, from that statement on.';

REVOKE ALL ON FUNCTION reporting.fnc_seguir_pozos() FROM public, bp010_operacion;
