CREATE OR REPLACE FUNCTION etl.fnc_encolar_ipr()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues for ipr the hours in which a curve that changed is, or was, in force: from its time to
--   that of the well's next curve. Hours whose facts come later are enqueued with the facts.
--   SECURITY DEFINER: the services need no right on the queue.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Reads: universal.ipr_resultados, reporting.fact_operaciones_horarias. Writes: etl.claves_sucias.
DECLARE
    v_viejo CONSTANT jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    v_nuevo CONSTANT jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
    INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
    SELECT DISTINCT
        'ipr',
        hecho.pozo_id,
        date_bin('1 hour', hecho.fecha_hora, '2000-01-01 00:00:00+00')
    FROM (VALUES (v_viejo), (v_nuevo)) AS cambio (fila)
    CROSS JOIN LATERAL (
        SELECT
            (cambio.fila ->> 'well_id')::integer AS well_id,
            (cambio.fila ->> 'fecha_calculo')::timestamptz AS fecha_calculo
    ) AS curva
    CROSS JOIN LATERAL (
        SELECT coalesce(min(posterior.fecha_calculo), 'infinity') AS fecha_calculo
        FROM universal.ipr_resultados AS posterior
        WHERE
            posterior.well_id = curva.well_id
            AND posterior.fecha_calculo > curva.fecha_calculo
            AND posterior.qmax IS NOT NULL
    ) AS siguiente
    INNER JOIN reporting.fact_operaciones_horarias AS hecho
        ON
            hecho.pozo_id = curva.well_id
            AND hecho.fecha_hora > curva.fecha_calculo - interval '1 hour'
            AND hecho.fecha_hora < siguiente.fecha_calculo
            -- two days of margin for the zone: the key of the facts is the local day
            AND hecho.fecha_id >= to_char(
                greatest(curva.fecha_calculo, '1900-01-01') - interval '2 days', 'YYYYMMDD'
            )::integer;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_ipr()
IS 'Trigger: enqueues the hours in which a changed IPR curve is in force, for ipr.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_ipr() FROM public;
