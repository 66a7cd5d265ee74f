CREATE OR REPLACE FUNCTION etl.fnc_prolongar_hueco(
    p_fuente etl.fuentes,
    p_lugar text,
    p_desde timestamptz,
    p_hasta timestamptz,
    p_veces integer,
    p_error_tipo text,
    p_mensaje text
)
RETURNS bigint
LANGUAGE plpgsql
AS $$
-- Purpose: the open gap of a source's place grows up to p_hasta, or begins at p_desde where none is open: one row
--   of the ledger however long it lasts. p_veces: polls that did not come or gave nothing of this place, which are
--   no runs of their own; NULL where the caller is itself the run that failed. Gives the row's number.
-- Second run: counts p_veces again. Reads and writes: etl.etl_ejecuciones.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_hasta CONSTANT timestamp := p_hasta AT TIME ZONE v_zona;
    v_id bigint;
BEGIN
    UPDATE etl.etl_ejecuciones AS ejecuciones
    SET
        fecha_hasta = v_hasta::date,
        hora_hasta = v_hasta::time,
        ticks_perdidos = ejecuciones.ticks_perdidos + coalesce(p_veces, 0)
    WHERE ejecuciones.etl_tipo = p_fuente.tipo
        AND ejecuciones.ubicacion_id = p_lugar
        AND ejecuciones.hueco_abierto
    RETURNING ejecuciones.id INTO v_id;
    IF v_id IS NOT NULL THEN
        RETURN v_id;
    END IF;

    INSERT INTO etl.etl_ejecuciones (
        etl_tipo, ubicacion_id, ubicacion_nombre, fecha_inicio, fecha_fin, duracion_segundos,
        fecha_desde, fecha_hasta, hora_desde, hora_hasta,
        estado, error_tipo, error_mensaje, modo, origen, version_etl, ticks_perdidos, hueco_abierto
    )
    VALUES (
        p_fuente.tipo, p_lugar, p_fuente.ubicacion_nombre, p_desde, p_hasta, 0,
        (p_desde AT TIME ZONE v_zona)::date, v_hasta::date, (p_desde AT TIME ZONE v_zona)::time, v_hasta::time,
        'fallido', p_error_tipo, p_mensaje, etl.fnc_modo_sondeo(p_fuente.cadencia_segundos), 'source',
        etl.fnc_version(), p_veces, TRUE
    )
    RETURNING id INTO v_id;
    RETURN v_id;
END;
$$;

COMMENT ON FUNCTION etl.fnc_prolongar_hueco(etl.fuentes, text, timestamptz, timestamptz, integer, text, text)
IS 'Lets the open gap of a source grow, or begins one; number of its run in the ledger.';
