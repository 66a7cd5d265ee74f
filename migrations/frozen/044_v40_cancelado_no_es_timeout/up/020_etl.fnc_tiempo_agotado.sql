CREATE OR REPLACE FUNCTION etl.fnc_tiempo_agotado()
RETURNS boolean
LANGUAGE sql
AS $$
-- Purpose: whether the statement that runs now has used up its time: the session's statement_timeout, or
--   the limit of a cycle whose incremental run it made (etl.fnc_cancelar_excedidas cancels those).
--   PostgreSQL gives a time limit and a person's cancel the same SQLSTATE, and its message is
--   translated: time is what tells them apart.
-- Second run: true once it is over. Reads: etl.etl_ejecuciones, etl.ciclos.
    SELECT
        clock_timestamp() - statement_timestamp()
        >= nullif(current_setting('statement_timeout')::interval, interval '0') IS TRUE
        OR EXISTS (
            SELECT
            FROM etl.etl_ejecuciones AS abiertas
            INNER JOIN etl.ciclos AS ciclos ON abiertas.etl_tipo = ciclos.ciclo
            WHERE abiertas.estado = 'en_proceso'
                AND abiertas.fecha_desde IS NULL
                AND abiertas.backend_pid = pg_backend_pid()
                AND abiertas.sentencia_inicio = statement_timestamp()
                AND etl.fnc_reloj() - abiertas.fecha_inicio > ciclos.limite_segundos * interval '1 second'
        );
$$;

COMMENT ON FUNCTION etl.fnc_tiempo_agotado()
IS 'Whether the statement that runs now is over its statement_timeout, or a run of it over its limit.';
