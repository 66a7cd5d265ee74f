CREATE OR REPLACE FUNCTION etl.fnc_encolar_calidad()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues for kpi the days whose quality counts a statement changed: a verdict may change
--   without any fact, and the day's calidad_datos_pct follows it. SECURITY DEFINER: counts go with a
--   master that a loader deletes, who needs no right on the queue.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Reads: transition table tocadas. Writes: etl.claves_sucias.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
BEGIN
    INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
    SELECT DISTINCT
        'kpi' AS consumidor,
        tocada.well_id,
        date_bin('1 hour', tocada.fecha::timestamp AT TIME ZONE v_zona, '2000-01-01 00:00:00+00') AS hora
    FROM tocadas AS tocada;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_calidad()
IS 'Trigger: enqueues the days whose data-quality counts changed, for kpi.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_calidad() FROM public;
