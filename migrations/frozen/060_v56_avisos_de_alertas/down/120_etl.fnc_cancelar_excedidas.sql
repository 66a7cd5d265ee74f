CREATE OR REPLACE FUNCTION etl.fnc_cancelar_excedidas()
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: cancels the incremental runs that are over their cycle's time limit, and a minute later, if
--   that did not help, ends their server process. Runs over a range are as long as their range and are
--   left alone. Only the very process that still runs the very statement that made the run is ended.
--   Returns how many.
-- Second run: cancels those that are still there. Reads: etl.etl_ejecuciones, etl.ciclos,
--   pg_stat_activity. Writes: etl.alertas, where a right is missing.
DECLARE
    v_gracia CONSTANT interval := interval '1 minute';
    v_excedida record;
    v_canceladas integer := 0;
BEGIN
    PERFORM pg_stat_clear_snapshot(); -- what this transaction saw before may be over
    FOR v_excedida IN
        SELECT
            abiertas.id,
            abiertas.etl_tipo,
            abiertas.backend_pid,
            vivas.query_start IS NOT NULL AS visible,
            etl.fnc_reloj() - abiertas.fecha_inicio - ciclos.limite_segundos * interval '1 second' AS exceso
        FROM etl.etl_ejecuciones AS abiertas
        INNER JOIN etl.ciclos AS ciclos ON abiertas.etl_tipo = ciclos.ciclo
        INNER JOIN pg_catalog.pg_stat_activity AS vivas
            ON abiertas.backend_pid = vivas.pid
                AND coalesce(abiertas.backend_inicio = vivas.backend_start, TRUE)
                AND (
                    vivas.query_start IS NULL
                    OR (abiertas.sentencia_inicio = vivas.query_start AND vivas.state = 'active')
                )
        WHERE abiertas.estado = 'en_proceso'
            AND abiertas.fecha_desde IS NULL
            AND abiertas.sentencia_inicio IS NOT NULL
            AND abiertas.backend_pid <> pg_backend_pid()
            AND vivas.datname = current_database()
    LOOP
        CONTINUE WHEN v_excedida.exceso <= interval '0';
        BEGIN
            IF NOT v_excedida.visible THEN
                RAISE insufficient_privilege; -- nobody knows what that process is doing now
            END IF;
            IF v_excedida.exceso > v_gracia THEN
                PERFORM pg_terminate_backend(v_excedida.backend_pid);
            ELSE
                PERFORM pg_cancel_backend(v_excedida.backend_pid);
            END IF;
            v_canceladas := v_canceladas + 1;
        EXCEPTION
            WHEN insufficient_privilege THEN
                PERFORM etl.fnc_alerta(
                    'excedida', 'CRITICAL', v_excedida.etl_tipo, NULL, v_excedida.id,
                    format(
                        'run %1$s of cycle %2$s is over its limit, and role %3$s may not cancel it: '
                        'GRANT pg_signal_backend, pg_read_all_stats TO %3$I',
                        v_excedida.id, v_excedida.etl_tipo, current_user
                    )
                );
        END;
    END LOOP;
    RETURN v_canceladas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_cancelar_excedidas()
IS 'Cancels incremental runs over their cycle''s limit, ends their process a minute later; how many.';
