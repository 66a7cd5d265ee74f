CREATE OR REPLACE FUNCTION etl.fnc_programar(
    p_ciclo text,
    p_expresion text,
    p_programador text
)
RETURNS boolean
LANGUAGE plpgsql
AS $$
-- Purpose: notes that from now on somebody starts the cycle at these times, or, without an expression,
--   that nobody does any more. TRUE where that is news. Only while this stands can a start be missed.
-- Second run: no news. Writes: etl.ciclo_vigencias.
BEGIN
    IF p_expresion IS NOT DISTINCT FROM (
        SELECT vigencias.expresion_cron
        FROM etl.ciclo_vigencias AS vigencias
        WHERE vigencias.ciclo = p_ciclo
            AND vigencias.programador = p_programador
            AND vigencias.hasta IS NULL
    ) THEN
        RETURN FALSE;
    END IF;

    UPDATE etl.ciclo_vigencias AS vigencias
    SET hasta = greatest(etl.fnc_reloj(), vigencias.desde)
    WHERE vigencias.ciclo = p_ciclo
        AND vigencias.programador = p_programador
        AND vigencias.hasta IS NULL;

    IF p_expresion IS NOT NULL THEN
        PERFORM etl.fnc_ticks(p_expresion, now(), now()); -- refuses what is no expression
        INSERT INTO etl.ciclo_vigencias (ciclo, programador, desde, expresion_cron)
        VALUES (p_ciclo, p_programador, etl.fnc_reloj(), p_expresion)
        ON CONFLICT (ciclo, programador, desde) DO UPDATE
        SET hasta = NULL, expresion_cron = excluded.expresion_cron;
    END IF;
    RETURN TRUE;
END;
$$;

COMMENT ON FUNCTION etl.fnc_programar(text, text, text)
IS 'Notes since when who starts a cycle at which times; without an expression, that it is over.';
