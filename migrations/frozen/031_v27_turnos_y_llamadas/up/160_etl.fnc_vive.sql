CREATE OR REPLACE FUNCTION etl.fnc_vive(
    p_pid integer,
    p_inicio timestamptz,
    p_sentencia timestamptz
)
RETURNS boolean
LANGUAGE plpgsql
AS $$
-- Purpose: whether a server process, known by its number and start, still runs the statement that it started
--   at p_sentencia (NULL: whether it is there at all). A run lives as long as the CALL that made it, and ends
--   with it however that ends: nothing can outlive it. Of another role's processes only a role with
--   pg_read_all_stats sees more than the number; for others such a process lives while it is there.
-- Second run: as things are then, not as when the transaction first looked. Reads: pg_stat_activity.
BEGIN
    PERFORM pg_stat_clear_snapshot();
    RETURN EXISTS (
        SELECT
        FROM pg_catalog.pg_stat_activity AS vivas
        WHERE vivas.pid = p_pid
            AND vivas.datname = current_database()
            AND coalesce(vivas.backend_start = p_inicio, TRUE)
            AND CASE
                WHEN p_sentencia IS NULL THEN TRUE
                WHEN vivas.pid = pg_backend_pid() THEN p_sentencia = statement_timestamp()
                WHEN vivas.query_start IS NULL THEN TRUE
                ELSE vivas.query_start = p_sentencia AND vivas.state = 'active'
            END
    );
END;
$$;

COMMENT ON FUNCTION etl.fnc_vive(integer, timestamptz, timestamptz)
IS 'Whether a server process still runs the statement that it started then, or is there at all.';
