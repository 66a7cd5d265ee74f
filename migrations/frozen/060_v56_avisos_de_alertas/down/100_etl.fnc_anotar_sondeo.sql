CREATE OR REPLACE FUNCTION etl.fnc_anotar_sondeo(
    p_fuente text,
    p_inicio timestamptz,
    p_desde timestamptz,
    p_hasta timestamptz,
    p_estado text,
    p_extraidos bigint,
    p_cargados bigint,
    p_error_tipo text,
    p_mensaje text,
    p_ultimo_dato timestamptz,
    p_unidades integer[],
    p_version text,
    p_host text,
    p_pausa text DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: the ledger's row of one poll of a source over p_desde to p_hasta, in the transaction that lands its
--   rows, and with it the source's gaps: polls that failed in a row are one gap, polls that nobody made another,
--   each unit of p_unidades that gave nothing has its own. p_pausa: why the source is not to be polled any more,
--   an alert. SECURITY DEFINER: who polls needs no right on the ledger. Gives the row's number.
-- Second run: another poll. Reads: etl.fuentes. Writes: etl.etl_ejecuciones, etl.fuentes, etl.alertas.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_fuente etl.fuentes;
    v_fallo CONSTANT boolean := p_estado = 'fallido';
    v_fin CONSTANT timestamptz := greatest(etl.fnc_reloj(), p_inicio);
    v_hasta CONSTANT timestamp := p_hasta AT TIME ZONE v_zona;
    v_desde timestamp;
    v_hueco bigint;
    v_unidad integer;
    v_id bigint;
BEGIN
    SELECT fuentes.* INTO v_fuente
    FROM etl.fuentes AS fuentes
    WHERE fuentes.fuente = p_fuente
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no source "%"', p_fuente
        USING ERRCODE = 'no_data_found', HINT = 'It was removed while it was polled.';
    END IF;
    PERFORM set_config('synchronous_commit', 'on', TRUE);

    IF NOT v_fallo AND p_desde > v_fuente.cubierta_hasta THEN -- nobody polled in between
        PERFORM etl.fnc_prolongar_hueco(
            v_fuente, v_fuente.ubicacion_id, v_fuente.cubierta_hasta, p_desde,
            ceil(extract(EPOCH FROM p_desde - v_fuente.cubierta_hasta) / v_fuente.cadencia_segundos)::integer,
            'interrumpido', format('%s was not polled', p_fuente)
        );
    END IF;
    IF v_fallo THEN
        SELECT ejecuciones.id INTO v_hueco
        FROM etl.etl_ejecuciones AS ejecuciones
        WHERE ejecuciones.etl_tipo = v_fuente.tipo
            AND ejecuciones.ubicacion_id = v_fuente.ubicacion_id
            AND ejecuciones.hueco_abierto;
    END IF;
    v_desde := CASE
        WHEN v_fallo AND v_hueco IS NULL THEN least(p_desde, v_fuente.cubierta_hasta)
        ELSE p_desde
    END AT TIME ZONE v_zona;

    INSERT INTO etl.etl_ejecuciones (
        etl_tipo, ubicacion_id, ubicacion_nombre, fecha_inicio, fecha_fin, duracion_segundos,
        fecha_desde, fecha_hasta, hora_desde, hora_hasta, estado, registros_extraidos, registros_cargados,
        error_tipo, error_mensaje, modo, origen, version_etl, host, hueco_id, hueco_abierto
    )
    VALUES (
        v_fuente.tipo, v_fuente.ubicacion_id, v_fuente.ubicacion_nombre, p_inicio, v_fin,
        extract(EPOCH FROM v_fin - p_inicio),
        v_desde::date, v_hasta::date, v_desde::time, v_hasta::time, p_estado, p_extraidos, p_cargados,
        p_error_tipo, p_mensaje, etl.fnc_modo_sondeo(v_fuente.cadencia_segundos), 'source', p_version, p_host,
        v_hueco, CASE WHEN v_fallo AND v_hueco IS NULL THEN TRUE END
    )
    RETURNING id INTO v_id;

    IF v_hueco IS NOT NULL THEN
        PERFORM etl.fnc_prolongar_hueco(
            v_fuente, v_fuente.ubicacion_id, p_desde, p_hasta, NULL, p_error_tipo, p_mensaje
        );
    END IF;
    FOREACH v_unidad IN ARRAY CASE WHEN v_fallo THEN '{}' ELSE coalesce(p_unidades, '{}') END LOOP
        PERFORM etl.fnc_prolongar_hueco(
            v_fuente, v_fuente.ubicacion_id || '/' || v_unidad, p_desde, p_hasta, 1, p_error_tipo,
            p_mensaje
        );
    END LOOP;
    IF NOT v_fallo THEN
        PERFORM etl.fnc_cerrar_huecos(v_fuente, ARRAY(
            SELECT v_fuente.ubicacion_id || '/' || faltas.unidad
            FROM unnest(p_unidades) AS faltas (unidad)
        ));
    END IF;

    UPDATE etl.fuentes AS fuentes
    SET
        sondeada_en = v_fin,
        cubierta_hasta = greatest(fuentes.cubierta_hasta, p_hasta),
        ultimo_dato = greatest(
            fuentes.ultimo_dato,
            CASE WHEN p_ultimo_dato <= etl.fnc_reloj() + interval '1 day' THEN p_ultimo_dato END
        ),
        adelanto_segundos = coalesce(
            extract(EPOCH FROM p_ultimo_dato - etl.fnc_reloj()), fuentes.adelanto_segundos
        ),
        activa = fuentes.activa AND p_pausa IS NULL,
        motivo_pausa = coalesce(fuentes.motivo_pausa, p_pausa),
        pausada_en = CASE WHEN p_pausa IS NULL THEN fuentes.pausada_en ELSE etl.fnc_reloj() END
    WHERE fuentes.fuente = p_fuente;

    IF p_pausa IS NOT NULL THEN
        PERFORM etl.fnc_alerta(
            'acceso', 'CRITICAL', v_fuente.tipo, v_fuente.ubicacion_id, v_id,
            format('%s: %s; it is not asked any more', p_fuente, p_pausa)
        );
    ELSIF NOT v_fallo THEN
        UPDATE etl.alertas AS alertas
        SET resuelta_en = greatest(etl.fnc_reloj(), alertas.creada_en)
        WHERE alertas.tipo = 'acceso'
            AND alertas.etl_tipo = v_fuente.tipo
            AND alertas.ubicacion_id = v_fuente.ubicacion_id
            AND alertas.resuelta_en IS NULL;
    END IF;
    RETURN v_id;
END;
$$;

COMMENT ON FUNCTION etl.fnc_anotar_sondeo(
    text, timestamptz, timestamptz, timestamptz, text, bigint, bigint, text, text, timestamptz, integer[],
    text, text, text
)
IS 'Puts one poll of a source into the ledger, with the gaps that it opens, prolongs or closes; its number.';

REVOKE ALL ON FUNCTION etl.fnc_anotar_sondeo(
    text, timestamptz, timestamptz, timestamptz, text, bigint, bigint, text, text, timestamptz, integer[],
    text, text, text
) FROM public;

GRANT EXECUTE ON FUNCTION etl.fnc_anotar_sondeo(
    text, timestamptz, timestamptz, timestamptz, text, bigint, bigint, text, text, timestamptz, integer[],
    text, text, text
) TO bp010_escritura, bp010_operacion;
