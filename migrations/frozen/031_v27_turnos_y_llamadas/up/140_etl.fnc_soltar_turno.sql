CREATE OR REPLACE FUNCTION etl.fnc_soltar_turno(
    p_ciclo text,
    p_sesion boolean DEFAULT FALSE
)
RETURNS void
LANGUAGE sql
AS $$
-- Purpose: gives back the turn of a cycle that this statement, or with p_sesion this session, has taken.
-- Second run: does nothing. Writes: etl.ciclo_turnos.
    DELETE FROM etl.ciclo_turnos AS turnos
    WHERE turnos.ciclo = p_ciclo
        AND turnos.backend_pid = pg_backend_pid()
        AND coalesce(turnos.backend_inicio = etl.fnc_inicio_sesion(), TRUE)
        AND CASE
            WHEN p_sesion THEN turnos.sentencia_inicio IS NULL
            ELSE turnos.sentencia_inicio = statement_timestamp()
        END;
$$;

COMMENT ON FUNCTION etl.fnc_soltar_turno(text, boolean)
IS 'Gives back the turn of a cycle that this statement, or this session, has taken.';
