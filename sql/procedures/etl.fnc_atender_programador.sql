CREATE OR REPLACE FUNCTION etl.fnc_atender_programador(
    p_ciclo text,
    p_programador text
)
RETURNS boolean
LANGUAGE plpgsql
AS $$
-- Purpose: whether a cycle runs when its scheduler starts it: not while it is switched off. The first start after
--   it was switched on again notes that the scheduler starts it, as it did before.
-- Second run: the same. Reads: etl.ciclos. Writes: etl.ciclo_vigencias.
DECLARE
    v_ciclo etl.ciclos;
BEGIN
    SELECT ciclos.* INTO v_ciclo
    FROM etl.ciclos AS ciclos
    WHERE ciclos.ciclo = p_ciclo;
    IF NOT coalesce(v_ciclo.activo, TRUE) THEN
        RETURN FALSE;
    END IF;
    IF (
        SELECT bool_and(vigencias.hasta IS NOT NULL)
        FROM etl.ciclo_vigencias AS vigencias
        WHERE vigencias.ciclo = p_ciclo AND vigencias.programador = p_programador
    ) THEN
        PERFORM etl.fnc_programar(p_ciclo, v_ciclo.expresion_cron, p_programador);
    END IF;
    RETURN TRUE;
END;
$$;

COMMENT ON FUNCTION etl.fnc_atender_programador(text, text)
IS 'Whether a cycle that its scheduler starts is switched on; notes that the scheduler starts it.';
