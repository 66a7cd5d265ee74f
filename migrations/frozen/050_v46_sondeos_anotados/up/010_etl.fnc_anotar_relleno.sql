CREATE OR REPLACE FUNCTION etl.fnc_anotar_relleno(
    p_fuente text,
    p_hueco bigint,
    p_inicio timestamptz,
    p_desde timestamptz,
    p_hasta timestamptz,
    p_estado text,
    p_extraidos bigint,
    p_cargados bigint,
    p_error_tipo text,
    p_mensaje text,
    p_version text,
    p_host text
)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: the ledger's row of a poll that makes up for a gap of a source, or for its newest part from p_desde to
--   p_hasta, in the transaction that lands its rows. What is made up for leaves the gap, whose rest stays to be
--   done. Where the source has nothing of that time the gap is named as one that cannot be made up for.
--   SECURITY DEFINER: see etl.fnc_anotar_sondeo. Gives the row's number; NULL where the gap is gone.
-- Second run: refused by the gap's end, which has moved. Reads: etl.fuentes. Writes: etl.etl_ejecuciones.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_desde CONSTANT timestamp := p_desde AT TIME ZONE v_zona;
    v_hasta CONSTANT timestamp := p_hasta AT TIME ZONE v_zona;
    v_fin CONSTANT timestamptz := greatest(etl.fnc_reloj(), p_inicio);
    v_hueco etl.etl_ejecuciones;
    v_ultima boolean;
    v_hubo boolean;
    v_id bigint;
BEGIN
    SELECT ejecuciones.* INTO v_hueco
    FROM etl.etl_ejecuciones AS ejecuciones
    INNER JOIN etl.fuentes AS fuentes
        ON ejecuciones.etl_tipo = fuentes.tipo
            AND split_part(ejecuciones.ubicacion_id, '/', 1) = fuentes.ubicacion_id
    WHERE ejecuciones.id = p_hueco
        AND fuentes.fuente = p_fuente
        AND ejecuciones.hueco_abierto IS NOT NULL
        AND ejecuciones.irrecuperable IS NULL
        AND ejecuciones.fecha_hasta + ejecuciones.hora_hasta >= v_hasta
    FOR UPDATE OF ejecuciones;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('synchronous_commit', 'on', TRUE);
    v_ultima := v_desde <= v_hueco.fecha_desde + v_hueco.hora_desde;
    v_hubo := p_extraidos > 0 OR EXISTS (
        SELECT
        FROM etl.etl_ejecuciones AS partes
        WHERE partes.hueco_id = p_hueco
            AND partes.modo = 'recuperacion'
            AND partes.registros_extraidos > 0
    );

    INSERT INTO etl.etl_ejecuciones (
        etl_tipo, ubicacion_id, ubicacion_nombre, fecha_inicio, fecha_fin, duracion_segundos,
        fecha_desde, fecha_hasta, hora_desde, hora_hasta, estado, registros_extraidos, registros_cargados,
        error_tipo, error_mensaje, modo, origen, version_etl, host, hueco_id, recupera_id
    )
    VALUES (
        v_hueco.etl_tipo, v_hueco.ubicacion_id, v_hueco.ubicacion_nombre, p_inicio, v_fin,
        extract(EPOCH FROM v_fin - p_inicio),
        v_desde::date, v_hasta::date, v_desde::time, v_hasta::time, p_estado, p_extraidos, p_cargados,
        p_error_tipo, p_mensaje, 'recuperacion', 'source', p_version, p_host, p_hueco,
        CASE WHEN p_estado = 'fallido' OR (v_ultima AND v_hubo) THEN p_hueco END
    )
    RETURNING id INTO v_id;

    IF p_estado <> 'fallido' AND v_ultima AND NOT v_hubo THEN
        UPDATE etl.etl_ejecuciones AS ejecuciones
        SET
            irrecuperable = format(
                'no recuperable: %s has no value of this time (asked, the last time by run %s)', p_fuente, v_id
            )
        WHERE ejecuciones.id = p_hueco;
    ELSIF p_estado <> 'fallido' AND NOT v_ultima THEN
        UPDATE etl.etl_ejecuciones AS ejecuciones
        SET
            fecha_hasta = v_desde::date,
            hora_hasta = v_desde::time
        WHERE ejecuciones.id = p_hueco;
    END IF;
    RETURN v_id;
END;
$$;

COMMENT ON FUNCTION etl.fnc_anotar_relleno(
    text, bigint, timestamptz, timestamptz, timestamptz, text, bigint, bigint, text, text, text, text
)
IS 'Puts a poll that makes up for a gap of a source, or a part, into the ledger; NULL where the gap is gone.';

REVOKE ALL ON FUNCTION etl.fnc_anotar_relleno(
    text, bigint, timestamptz, timestamptz, timestamptz, text, bigint, bigint, text, text, text, text
) FROM public;

GRANT EXECUTE ON FUNCTION etl.fnc_anotar_relleno(
    text, bigint, timestamptz, timestamptz, timestamptz, text, bigint, bigint, text, text, text, text
) TO bp010_escritura, bp010_operacion;
