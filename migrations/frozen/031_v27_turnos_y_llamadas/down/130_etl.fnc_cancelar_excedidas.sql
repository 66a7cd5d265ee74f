CREATE OR REPLACE FUNCTION etl.fnc_cancelar_excedidas()
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: cancels the incremental runs that are over their cycle's time limit, and a minute later, if
--   that did not help, ends their server process. Runs over a range are as long as their range and are
--   left alone. The cycle's lock proves that the process is still in that run. Returns how many.
-- Second run: cancels those that are still there. Reads: etl.etl_ejecuciones, etl.ciclos, pg_locks.
-- Writes: etl.alertas, where the right to cancel is missing.
DECLARE
    v_gracia CONSTANT interval := interval '1 minute';
    v_excedida record;
    v_canceladas integer := 0;
BEGIN
    FOR v_excedida IN
        SELECT
            abiertas.id,
            abiertas.etl_tipo,
            abiertas.backend_pid,
            etl.fnc_reloj() - abiertas.fecha_inicio - ciclos.limite_segundos * interval '1 second' AS exceso
        FROM etl.etl_ejecuciones AS abiertas
        INNER JOIN etl.ciclos AS ciclos ON abiertas.etl_tipo = ciclos.ciclo
        WHERE abiertas.estado = 'en_proceso'
            AND abiertas.fecha_desde IS NULL
            AND abiertas.backend_pid <> pg_backend_pid()
            AND etl.fnc_ocupante(abiertas.etl_tipo) = abiertas.backend_pid
    LOOP
        CONTINUE WHEN v_excedida.exceso <= interval '0';
        BEGIN
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
                        'GRANT pg_signal_backend TO %3$I',
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
