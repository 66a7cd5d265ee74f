CREATE OR REPLACE FUNCTION etl.fnc_ocupante(p_ciclo text)
RETURNS integer
LANGUAGE sql
VOLATILE
AS $$
-- Purpose: server process that has the cycle's turn and still lives; NULL for none.
-- Second run: as things are then. Reads: etl.ciclo_turnos, pg_stat_activity. Writes nothing.
    SELECT turnos.backend_pid
    FROM etl.ciclo_turnos AS turnos
    WHERE turnos.ciclo = p_ciclo
        AND etl.fnc_vive(turnos.backend_pid, turnos.backend_inicio, turnos.sentencia_inicio);
$$;

COMMENT ON FUNCTION etl.fnc_ocupante(text)
IS 'Server process that has the turn of the cycle; NULL where nobody living has.';
