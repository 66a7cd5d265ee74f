CREATE OR REPLACE FUNCTION etl.fnc_encolar_diagnostico()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues for cdi the hours of the readings whose stroke, diagnosis or validation changed, in
--   the writer's own transaction. SECURITY DEFINER: the services need no right on the queue.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Reads: universal.stroke. Writes: etl.claves_sucias.
DECLARE
    v_viejo CONSTANT jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    v_nuevo CONSTANT jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
    INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
    SELECT DISTINCT
        'cdi' AS consumidor,
        tocada.well_id,
        date_bin('1 hour', tocada.timestamp_lectura, '2000-01-01 00:00:00+00') AS hora
    FROM (
        SELECT
            (cambio.fila ->> 'well_id')::integer AS well_id,
            (cambio.fila ->> 'timestamp_lectura')::timestamptz AS timestamp_lectura
        FROM (VALUES (v_viejo), (v_nuevo)) AS cambio (fila)
        WHERE TG_TABLE_NAME = 'stroke'
        UNION ALL
        SELECT
            stroke.well_id,
            stroke.timestamp_lectura
        FROM (VALUES (v_viejo), (v_nuevo)) AS cambio (fila)
        INNER JOIN universal.stroke AS stroke ON stroke.stroke_id = (cambio.fila ->> 'stroke_id')::bigint
        WHERE TG_TABLE_NAME <> 'stroke'
    ) AS tocada
    WHERE tocada.well_id IS NOT NULL;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_diagnostico()
IS 'Trigger: enqueues the hours whose stroke, diagnosis or expert validation changed, for cdi.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_diagnostico() FROM public;
