CREATE OR REPLACE FUNCTION etl.fnc_encolar_arps()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues for arps the well and hour of an analysis that changed; the key stands for that day and
--   all later ones. SECURITY DEFINER: the services need no right on the queue.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Writes: etl.claves_sucias.
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
        VALUES ('arps', OLD.well_id, date_bin('1 hour', OLD.fecha_analisis, '2000-01-01 00:00:00+00'));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
        VALUES ('arps', NEW.well_id, date_bin('1 hour', NEW.fecha_analisis, '2000-01-01 00:00:00+00'));
    END IF;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_arps()
IS 'Trigger: enqueues a well from the day of a changed Arps analysis on, for arps.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_arps() FROM public;
