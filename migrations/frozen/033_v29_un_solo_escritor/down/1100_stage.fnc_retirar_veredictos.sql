CREATE OR REPLACE FUNCTION stage.fnc_retirar_veredictos()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: takes the verdicts of deleted readings along, in the deleter's own transaction. A foreign key
--   would do so too, but its check locks, and so rewrites, the reading of every verdict: twice the cost of
--   the whole chain after a checkpoint. What another transaction judges meanwhile goes with the next
--   quality run, for the deletion enqueues the hour. SECURITY DEFINER: deleters need no right on verdicts.
-- Second run: nothing is left to delete.
-- Reads: transition table viejas. Writes: stage.tbl_pozo_scada_dq.
BEGIN
    DELETE FROM stage.tbl_pozo_scada_dq AS d
    USING viejas AS v
    WHERE d.well_id = v.well_id AND d.timestamp_lectura = v.timestamp_lectura;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION stage.fnc_retirar_veredictos()
IS 'Trigger: deletes the verdicts of the readings that a statement deleted.';

REVOKE ALL ON FUNCTION stage.fnc_retirar_veredictos() FROM public;
