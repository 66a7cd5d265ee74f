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
        h.pozo_id,
        date_bin('1 hour', h.fecha_hora, '2000-01-01 00:00:00+00')
    FROM (VALUES (v_viejo), (v_nuevo)) AS f (fila)
    CROSS JOIN LATERAL (
        SELECT
            (f.fila ->> 'well_id')::integer AS well_id,
            (f.fila ->> 'fecha_calculo')::timestamptz AS fecha_calculo
    ) AS c
    CROSS JOIN LATERAL (
        SELECT coalesce(min(r.fecha_calculo), 'infinity') AS fecha_calculo
        FROM universal.ipr_resultados AS r
        WHERE r.well_id = c.well_id AND r.fecha_calculo > c.fecha_calculo AND r.qmax IS NOT NULL
    ) AS s
    INNER JOIN reporting.fact_operaciones_horarias AS h
        ON
            h.pozo_id = c.well_id
            AND h.fecha_hora > c.fecha_calculo - interval '1 hour'
            AND h.fecha_hora < s.fecha_calculo
            -- two days of margin for the zone: the key of the facts is the local day
            AND h.fecha_id >= to_char(
                greatest(c.fecha_calculo, '1900-01-01') - interval '2 days', 'YYYYMMDD'
            )::integer;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_ipr()
IS 'Trigger: enqueues the hours in which a changed IPR curve is in force, for ipr.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_ipr() FROM public;
