CREATE OR REPLACE FUNCTION etl.fnc_encolar_carga()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues each load and unit that a statement put into landing, for the pivot, in the
--   writer's own transaction. SECURITY DEFINER: writers need no right on the queue.
-- Second run: enqueues again; the pivot takes a load however often it is there.
-- Reads: transition table nuevas. Writes: etl.cargas_pendientes.
BEGIN
    INSERT INTO etl.cargas_pendientes (cargado_en, unit_id)
    SELECT
        nuevas.cargado_en,
        nuevas.unit_id
    FROM nuevas
    GROUP BY 1, 2;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_carga()
IS 'Trigger: enqueues the loads and units that a statement put into landing, for the pivot.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_carga() FROM public;
