CREATE OR REPLACE FUNCTION etl.fnc_alerta(
    p_tipo text,
    p_severidad text,
    p_etl_tipo text,
    p_ubicacion_id text,
    p_ejecucion_id bigint,
    p_mensaje text,
    p_detalle jsonb DEFAULT NULL
)
RETURNS boolean
LANGUAGE plpgsql
AS $$
-- Purpose: raises an alert: a row, with the figures of its message as p_detalle, and a NOTIFY on bp010_alertas
--   with its number, kind, severity, cycle and time as JSON. What it says stays in the row: it may name wells, and
--   everybody who is connected can listen. One stays open for each kind, cycle and place. TRUE where it is new.
-- Second run: does nothing while the first is open. Writes: etl.alertas.
DECLARE
    v_alerta etl.alertas;
BEGIN
    INSERT INTO etl.alertas (creada_en, tipo, severidad, etl_tipo, ubicacion_id, ejecucion_id, mensaje, detalle)
    VALUES (etl.fnc_reloj(), p_tipo, p_severidad, p_etl_tipo, p_ubicacion_id, p_ejecucion_id, p_mensaje, p_detalle)
    ON CONFLICT (tipo, coalesce(etl_tipo, ''), coalesce(ubicacion_id, '')) WHERE resuelta_en IS NULL
    DO NOTHING
    RETURNING * INTO v_alerta;
    IF v_alerta.alerta_id IS NULL THEN
        RETURN FALSE;
    END IF;
    PERFORM pg_notify('bp010_alertas', jsonb_build_object(
        'alerta_id', v_alerta.alerta_id,
        'tipo', v_alerta.tipo,
        'severidad', v_alerta.severidad,
        'etl_tipo', left(v_alerta.etl_tipo, 500),
        'creada_en', v_alerta.creada_en
    )::text);
    RETURN TRUE;
END;
$$;

COMMENT ON FUNCTION etl.fnc_alerta(text, text, text, text, bigint, text, jsonb)
IS 'Raises an alert as row and NOTIFY bp010_alertas, unless the same one is still open.';
