CREATE OR REPLACE FUNCTION etl.fnc_encolar_movida()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues the old and the new hour of a reading that moves to another day, for each consumer of
--   readings: a row that MERGE moves to another partition is in no transition table. More than a day ahead is refused
--   as fnc_encolar_lecturas does. SECURITY DEFINER: writers need no right on the queue.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Reads: etl.consumidores. Writes: etl.claves_sucias.
BEGIN
    IF NEW.timestamp_lectura > etl.fnc_ahora() + interval '1 day' THEN
        RAISE EXCEPTION 'reading of well % is dated more than a day ahead: %', NEW.well_id, NEW.timestamp_lectura
        USING
            ERRCODE = 'check_violation',
            HINT = 'Mend the clock of who sends it, or leave the row out.';
    END IF;

    INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
    SELECT
        consumidores.consumidor,
        tocadas.well_id,
        date_bin('1 hour', tocadas.momento, '2000-01-01 00:00:00+00') AS hora
    FROM (
        VALUES (OLD.well_id, OLD.timestamp_lectura), (NEW.well_id, NEW.timestamp_lectura)
    ) AS tocadas (well_id, momento)
    CROSS JOIN etl.consumidores
    WHERE consumidores.lecturas;
    RETURN NEW;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_movida()
IS 'Trigger: enqueues the hours that a reading leaves and comes to when it moves to another day.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_movida() FROM public;
