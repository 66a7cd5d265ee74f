CREATE OR REPLACE FUNCTION etl.fnc_iniciar_ejecucion(
    p_ciclo text,
    p_desde timestamptz,
    p_hasta timestamptz,
    p_well_id integer,
    p_modo text,
    p_origen text,
    p_recupera_id bigint,
    p_ocupado_por integer
)
RETURNS bigint
LANGUAGE plpgsql
AS $$
-- Purpose: opens a run in the ledger and returns its number; with p_ocupado_por it is an attempt that
--   found the cycle running, and is closed at once. Range in days and times of the operating zone.
-- Second run: another run. Reads: stage.tbl_pozo_maestra. Writes: etl.etl_ejecuciones.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_desde timestamp := p_desde AT TIME ZONE v_zona;
    v_hasta timestamp := p_hasta AT TIME ZONE v_zona;
    v_inicio CONSTANT timestamptz := etl.fnc_reloj();
    v_dias_enteros boolean;
    v_id bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', TRUE); -- the row survives a crash whatever the default
    IF num_nonnulls(v_desde, v_hasta) > 0 THEN
        v_desde := coalesce(v_desde, '-infinity');
        v_hasta := coalesce(v_hasta, 'infinity');
    END IF;
    v_dias_enteros := v_desde IN (date_trunc('day', v_desde), '-infinity')
    AND v_hasta IN (date_trunc('day', v_hasta), 'infinity');

    INSERT INTO etl.etl_ejecuciones (
        etl_tipo,
        ubicacion_id,
        ubicacion_nombre,
        fecha_inicio,
        fecha_desde,
        fecha_hasta,
        hora_desde,
        hora_hasta,
        modo,
        version_etl,
        host,
        origen,
        backend_pid,
        backend_inicio,
        recupera_id,
        ocupado_por,
        estado,
        fecha_fin,
        duracion_segundos,
        error_tipo,
        error_mensaje
    )
    VALUES (
        p_ciclo,
        p_well_id::text,
        (SELECT maestra.nombre_pozo FROM stage.tbl_pozo_maestra AS maestra WHERE maestra.well_id = p_well_id),
        v_inicio,
        v_desde::date,
        CASE WHEN v_dias_enteros THEN (v_hasta - interval '1 day')::date ELSE v_hasta::date END,
        CASE WHEN NOT v_dias_enteros THEN v_desde::time END,
        CASE WHEN NOT v_dias_enteros THEN v_hasta::time END,
        coalesce(p_modo, CASE WHEN v_desde IS NULL THEN 'incremental_' || p_ciclo ELSE 'completo' END),
        coalesce(nullif(current_setting('bp010.version', TRUE), ''), etl.fnc_version()),
        coalesce(nullif(current_setting('bp010.host', TRUE), ''), host(inet_client_addr()), 'local'),
        coalesce(p_origen, nullif(current_setting('application_name'), ''), 'sql'),
        pg_backend_pid(),
        (SELECT actividad.backend_start FROM pg_stat_get_activity(pg_backend_pid()) AS actividad),
        p_recupera_id,
        p_ocupado_por,
        CASE WHEN p_ocupado_por IS NULL THEN 'en_proceso' ELSE 'fallido' END,
        CASE WHEN p_ocupado_por IS NOT NULL THEN v_inicio END,
        CASE WHEN p_ocupado_por IS NOT NULL THEN 0 END,
        CASE WHEN p_ocupado_por IS NOT NULL THEN 'unknown' END,
        CASE
            WHEN p_ocupado_por IS NOT NULL
                THEN format('cycle "%s" was already running in process %s, nothing done', p_ciclo, p_ocupado_por)
        END
    )
    RETURNING id INTO v_id;
    RETURN v_id;
END;
$$;

COMMENT ON FUNCTION etl.fnc_iniciar_ejecucion(
    text, timestamptz, timestamptz, integer, text, text, bigint, integer
)
IS 'Opens a run in the ledger and returns its number.';
