CREATE OR REPLACE FUNCTION stage.fnc_retirar_veredictos_regla()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: takes the verdicts of deleted rules along, in the deleter's own transaction, in the place of a
--   foreign key that would look up the rule of every verdict. SECURITY DEFINER: deleters need no right on
--   verdicts.
-- Second run: nothing is left to delete.
-- Reads: transition table viejas. Writes: stage.tbl_pozo_scada_dq.
BEGIN
    DELETE FROM stage.tbl_pozo_scada_dq AS d
    USING viejas AS v
    WHERE d.regla_id = v.regla_id;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION stage.fnc_retirar_veredictos_regla()
IS 'Trigger: deletes the verdicts of the quality rules that a statement deleted.';

REVOKE ALL ON FUNCTION stage.fnc_retirar_veredictos_regla() FROM public;
