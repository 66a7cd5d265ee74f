CREATE OR REPLACE FUNCTION etl.fnc_tomar_turno(
    p_ciclo text,
    p_sesion boolean DEFAULT FALSE
)
RETURNS boolean
LANGUAGE plpgsql
AS $$
-- Purpose: takes the turn of a cycle, so that nobody else runs it: for the statement that goes on, or with
--   p_sesion for the session, several CALLs long. FALSE where somebody living has it. The turn of who does not
--   live any more is taken over; it is a row, which only roles that run cycles may write.
-- Second run: TRUE for a session that keeps it. Writes: etl.ciclo_turnos.
BEGIN
    INSERT INTO etl.ciclo_turnos AS turnos (ciclo, backend_pid, backend_inicio, sentencia_inicio, tomado_en)
    VALUES (
        p_ciclo,
        pg_backend_pid(),
        etl.fnc_inicio_sesion(),
        CASE WHEN NOT p_sesion THEN statement_timestamp() END,
        etl.fnc_reloj()
    )
    ON CONFLICT (ciclo) DO UPDATE
    SET
        backend_pid = excluded.backend_pid,
        backend_inicio = excluded.backend_inicio,
        sentencia_inicio = excluded.sentencia_inicio,
        tomado_en = excluded.tomado_en
    WHERE NOT etl.fnc_vive(turnos.backend_pid, turnos.backend_inicio, turnos.sentencia_inicio);
    RETURN FOUND OR EXISTS (
        SELECT
        FROM etl.ciclo_turnos AS turnos
        WHERE turnos.ciclo = p_ciclo
            AND turnos.backend_pid = pg_backend_pid()
            AND coalesce(turnos.backend_inicio = etl.fnc_inicio_sesion(), TRUE)
            AND turnos.sentencia_inicio IS NULL
    );
END;
$$;

COMMENT ON FUNCTION etl.fnc_tomar_turno(text, boolean)
IS 'Takes the turn of a cycle for this statement, or for the session; false where somebody living has it.';
