CREATE OR REPLACE PROCEDURE etl.sp_ejecutar_paso(
    p_ejecucion_id bigint,
    p_orden integer,
    p_llamada text,
    INOUT p_sqlstate text
)
LANGUAGE plpgsql
AS $$
-- Purpose: runs one step of a cycle in a transaction of its own and records each try of it; gives back
--   the SQLSTATE of its failure, NULL for success. Transient errors are tried again after growing
--   pauses. It COMMITs what came before the step; what the step did, and its record, wait for the
--   caller's COMMIT. Constraints are checked here: an error at COMMIT could not be recorded.
-- Second run: whatever the step does. Writes: etl.etl_ejecucion_pasos, and as the step does. Whoever
--   may write etl.ciclo_pasos says what is run.
-- @plpgsql_check_options: security_warnings = off
DECLARE
    v_intentos CONSTANT integer := 5;
    v_paso CONSTANT text := trim(substring(p_llamada FROM '^\w+\s+([^(;]+)'));
    v_antes record;
    v_despues record;
    v_reloj timestamptz;
    v_registros bigint;
    v_detalle jsonb;
    v_mensaje text;
    v_contexto text;
BEGIN
    FOR v_intento IN 1..v_intentos LOOP
        INSERT INTO etl.etl_ejecucion_pasos (ejecucion_id, orden, intento, paso, fecha_inicio)
        VALUES (p_ejecucion_id, p_orden, v_intento, v_paso, etl.fnc_reloj());
        COMMIT;
        p_sqlstate := NULL;
        v_mensaje := NULL;
        v_contexto := NULL;
        v_registros := NULL;
        v_detalle := NULL;
        v_reloj := clock_timestamp();
        BEGIN
            BEGIN
                IF v_intento > 1 THEN
                    PERFORM pg_sleep(0.25 * 2 ^ (v_intento - 1) * (0.75 + random() / 2));
                END IF;
                IF current_setting('lock_timeout') = '0' THEN
                    PERFORM set_config('lock_timeout', '10s', TRUE);
                END IF;
                v_antes := etl.fnc_filas_escritas();
                EXECUTE p_llamada;
                SET CONSTRAINTS ALL IMMEDIATE;
                v_despues := etl.fnc_filas_escritas();
                v_registros := v_despues.cargados - v_antes.cargados;
                v_detalle := jsonb_build_object(
                    'extraidos', v_despues.extraidos - v_antes.extraidos,
                    'rechazados', v_despues.rechazados - v_antes.rechazados
                );
            EXCEPTION
                WHEN query_canceled OR assert_failure OR OTHERS THEN
                    GET STACKED DIAGNOSTICS
                        p_sqlstate := RETURNED_SQLSTATE,
                        v_mensaje := MESSAGE_TEXT,
                        v_contexto := PG_EXCEPTION_CONTEXT;
            END;
            IF p_sqlstate = '57014' THEN
                PERFORM pg_sleep(0.1); -- a client's cancel arrives twice: the second must not hit the record
            END IF;
        EXCEPTION
            WHEN query_canceled THEN
                p_sqlstate := '57014';
                v_mensaje := coalesce(v_mensaje, sqlerrm);
                v_registros := NULL;
                v_detalle := NULL;
        END;
        v_contexto := split_part(v_contexto, E'\nPL/pgSQL function etl.sp_ejecutar_paso(', 1);
        UPDATE etl.etl_ejecucion_pasos AS pasos
        SET
            estado = CASE WHEN p_sqlstate IS NULL THEN 'exitoso' ELSE 'fallido' END,
            duracion_segundos = extract(EPOCH FROM clock_timestamp() - v_reloj),
            fecha_fin = pasos.fecha_inicio + (clock_timestamp() - v_reloj),
            registros = v_registros,
            detalle = v_detalle,
            error_sqlstate = p_sqlstate,
            error_mensaje = v_mensaje,
            error_contexto = v_contexto
        WHERE pasos.ejecucion_id = p_ejecucion_id AND pasos.orden = p_orden AND pasos.intento = v_intento;
        EXIT WHEN NOT etl.fnc_es_transitorio(p_sqlstate);
    END LOOP;
END;
$$;

COMMENT ON PROCEDURE etl.sp_ejecutar_paso
IS 'Runs one step of a cycle, trying again what may pass, and records each try; commits before it.';
