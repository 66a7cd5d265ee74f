CREATE OR REPLACE FUNCTION etl.fnc_inicio_sesion()
RETURNS timestamptz
LANGUAGE sql
STABLE
AS $$
-- Purpose: when the server process of this session started: with its number it is that process and no other.
--   NULL after a SET ROLE to one who may not look at the session's own role.
-- Second run: the same. Reads: pg_stat_get_activity. Writes nothing.
    SELECT actividad.backend_start
    FROM pg_stat_get_activity(pg_backend_pid()) AS actividad;
$$;

COMMENT ON FUNCTION etl.fnc_inicio_sesion()
IS 'When the server process of this session started.';
