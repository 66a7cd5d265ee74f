CREATE OR REPLACE FUNCTION etl.fnc_prolongar_faltante(
    p_ciclo text,
    p_primero timestamptz,
    p_ultimo timestamptz,
    p_cuantos integer
)
RETURNS bigint
LANGUAGE plpgsql
AS $$
-- Purpose: puts a stretch of missed starts into the ledger. Where no run came since the stretch before
--   it and the cycle stayed scheduled, that row grows and NULL is returned; else the new row's number.
-- Second run: counts the starts again; each start is to be given once.
-- Reads: etl.ciclo_vigencias. Writes: etl.etl_ejecuciones.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_anterior etl.etl_ejecuciones;
BEGIN
    SELECT ejecuciones.* INTO v_anterior
    FROM etl.etl_ejecuciones AS ejecuciones
    WHERE ejecuciones.etl_tipo = p_ciclo
        AND coalesce(ejecuciones.ubicacion_id, '') = ''
        AND ejecuciones.fecha_inicio < p_primero
    ORDER BY ejecuciones.fecha_inicio DESC
    LIMIT 1;

    IF v_anterior.ticks_perdidos IS NULL OR NOT EXISTS (
        SELECT
        FROM etl.ciclo_vigencias AS vigencias
        WHERE vigencias.ciclo = p_ciclo
            AND vigencias.desde <= v_anterior.fecha_fin
            AND (vigencias.hasta IS NULL OR vigencias.hasta > p_primero)
    ) THEN
        v_anterior := NULL;
    END IF;

    IF v_anterior.id IS NULL THEN
        INSERT INTO etl.etl_ejecuciones (
            etl_tipo, fecha_inicio, fecha_fin, fecha_desde, fecha_hasta, hora_desde, hora_hasta,
            estado, error_tipo, modo, origen, version_etl, ticks_perdidos, error_mensaje
        )
        VALUES (
            p_ciclo, p_primero, p_ultimo,
            (p_primero AT TIME ZONE v_zona)::date,
            (p_ultimo AT TIME ZONE v_zona)::date,
            (p_primero AT TIME ZONE v_zona)::time,
            (p_ultimo AT TIME ZONE v_zona)::time,
            'fallido', 'interrumpido', 'incremental_' || p_ciclo, 'vigilancia', etl.fnc_version(), p_cuantos,
            format('scheduled starts missed, nothing ran: %s', p_cuantos)
        )
        RETURNING id INTO v_anterior.id;
        RETURN v_anterior.id;
    END IF;

    UPDATE etl.etl_ejecuciones AS ejecuciones
    SET
        fecha_fin = p_ultimo,
        fecha_hasta = (p_ultimo AT TIME ZONE v_zona)::date,
        hora_hasta = (p_ultimo AT TIME ZONE v_zona)::time,
        ticks_perdidos = ejecuciones.ticks_perdidos + p_cuantos,
        error_mensaje = format('scheduled starts missed, nothing ran: %s', ejecuciones.ticks_perdidos + p_cuantos)
    WHERE ejecuciones.id = v_anterior.id;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_prolongar_faltante(text, timestamptz, timestamptz, integer)
IS 'Puts a stretch of missed starts into the ledger or prolongs the one before; number of a new row.';
