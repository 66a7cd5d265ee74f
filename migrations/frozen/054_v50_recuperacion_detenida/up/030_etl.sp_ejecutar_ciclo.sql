CREATE OR REPLACE PROCEDURE etl.sp_ejecutar_ciclo(
    p_ciclo text,
    p_desde timestamptz DEFAULT NULL,
    p_hasta timestamptz DEFAULT NULL,
    p_well_id integer DEFAULT NULL,
    p_modo text DEFAULT NULL,
    p_origen text DEFAULT NULL,
    p_recupera_id bigint DEFAULT NULL
)
LANGUAGE plpgsql
AS $$
-- Purpose: runs a cycle: its steps in order, each in a transaction of its own. The run is in the ledger
--   before its work starts; every failure ends there too, and the CALL itself ends well (with a
--   WARNING). From p_desde to before p_hasta, or what changed. A second run at the same time is
--   recorded and does nothing; pg_cron's start of a cycle that is switched off does nothing at all.
--   COMMITs: to be called alone, outside any transaction.
-- Second run: finds nothing to do. Reads: etl.ciclos, etl.ciclo_pasos.
-- Writes: the ledger, etl.ciclo_turnos, as steps do.
DECLARE
    v_reloj timestamptz;
    v_pasos etl.ciclo_pasos[];
    v_paso etl.ciclo_pasos;
    v_id bigint;
    v_sqlstate text;
    v_detenida boolean := FALSE;
    v_estado text;
BEGIN
    COMMIT; -- refused inside a transaction
    IF p_origen = 'pg_cron' AND NOT etl.fnc_atender_programador(p_ciclo, p_origen) THEN
        COMMIT;
        RETURN;
    END IF;
    v_pasos := ARRAY(
        SELECT pasos
        FROM etl.ciclo_pasos AS pasos
        WHERE pasos.ciclo = p_ciclo AND pasos.activo
        ORDER BY pasos.orden
    );
    IF cardinality(v_pasos) = 0 THEN
        RAISE EXCEPTION 'cycle "%" has no steps', p_ciclo
        USING
            ERRCODE = 'undefined_object',
            HINT = 'See etl.ciclos and etl.ciclo_pasos; bp010ctl seed loads those of the project.';
    END IF;

    -- Limits that no step knows limit nothing: the run is then over what changed, and says so.
    IF NOT EXISTS (SELECT FROM unnest(v_pasos) AS pasos WHERE pasos.llamada LIKE '%{desde}%') THEN
        p_desde := NULL;
        p_hasta := NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM unnest(v_pasos) AS pasos WHERE pasos.llamada LIKE '%{pozo}%') THEN
        p_well_id := NULL;
    END IF;

    -- Turn and run are one transaction: a CALL that is cancelled leaves both or none, and both are over with it.
    IF NOT etl.fnc_tomar_turno(p_ciclo) THEN
        v_id := etl.fnc_iniciar_ejecucion(
            p_ciclo, p_desde, p_hasta, p_well_id, p_modo, p_origen, p_recupera_id,
            coalesce(etl.fnc_ocupante(p_ciclo), 0)
        );
        PERFORM etl.fnc_cancelar_excedidas(); -- whoever is in the way may be vigilancia itself
        PERFORM etl.fnc_avisar_ocupados();
        COMMIT;
        RAISE WARNING 'cycle "%" is already running, nothing was done (run %)', p_ciclo, v_id;
        RETURN;
    END IF;
    PERFORM etl.fnc_cerrar_interrumpidas(p_ciclo);
    v_id := etl.fnc_iniciar_ejecucion(
        p_ciclo, p_desde, p_hasta, p_well_id, p_modo, p_origen, p_recupera_id, NULL
    );
    v_reloj := clock_timestamp();

    FOREACH v_paso IN ARRAY v_pasos LOOP
        IF v_paso.llamada ~* '^CALL etl\.sp_recuperar\M' THEN
            COMMIT;
            CALL etl.sp_recuperar(p_origen => p_origen); -- runs cycles, which commit: no EXCEPTION block
            v_detenida := etl.fnc_anotar_recuperacion(v_id, v_paso.orden);
            EXIT WHEN v_detenida;
            CONTINUE;
        END IF;
        CALL etl.sp_ejecutar_paso(
            v_id,
            v_paso.orden,
            replace(replace(replace(
                v_paso.llamada,
                '{desde}', quote_nullable(p_desde)),
                '{hasta}', quote_nullable(p_hasta)),
                '{pozo}', coalesce(p_well_id::text, 'NULL')),
            v_sqlstate
        );
        v_detenida := v_sqlstate = '57014' OR (v_sqlstate IS NOT NULL AND v_paso.critico);
        EXIT WHEN v_detenida;
    END LOOP;

    v_estado := etl.fnc_cerrar_ejecucion(
        v_id, coalesce(v_detenida, FALSE), extract(EPOCH FROM clock_timestamp() - v_reloj)
    );
    PERFORM etl.fnc_soltar_turno(p_ciclo);
    COMMIT;
    IF v_estado <> 'exitoso' THEN
        RAISE WARNING 'cycle "%" ended as % (run %)', p_ciclo, v_estado, v_id
        USING HINT = 'See etl.etl_ejecucion_pasos, or: bp010ctl runs --failed.';
    END IF;
END;
$$;

COMMENT ON PROCEDURE etl.sp_ejecutar_ciclo
IS 'Runs the steps of a cycle, each in its own transaction, with a ledger that survives any failure.';
