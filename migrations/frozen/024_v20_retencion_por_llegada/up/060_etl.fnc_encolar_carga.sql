CREATE OR REPLACE FUNCTION etl.fnc_encolar_carga()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues each load and unit that a statement put into landing, for the pivot, and notes for the
--   retention on which day what it stamped with which day arrived, in the writer's own transaction.
--   SECURITY DEFINER: writers need no right on the queue.
-- Second run: enqueues again; the pivot takes a load however often it is there.
-- Reads: transition table nuevas. Writes: etl.cargas_pendientes, etl.llegadas.
DECLARE
    v_hoy CONSTANT date := (etl.fnc_reloj() AT TIME ZONE 'UTC')::date;
BEGIN
    WITH encoladas AS (
        INSERT INTO etl.cargas_pendientes (cargado_en, unit_id)
        SELECT
            nuevas.cargado_en,
            nuevas.unit_id
        FROM nuevas
        GROUP BY 1, 2
        RETURNING (cargas_pendientes.cargado_en AT TIME ZONE 'UTC')::date AS dia
    )

    INSERT INTO etl.llegadas (dia, llegada)
    SELECT DISTINCT
        encoladas.dia,
        v_hoy
    FROM encoladas
    WHERE NOT EXISTS (
        SELECT
        FROM etl.llegadas AS llegadas
        WHERE llegadas.dia = encoladas.dia AND llegadas.llegada = v_hoy
    );
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_carga()
IS 'Trigger: enqueues the loads and units put into landing for the pivot, and notes the day of arrival.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_carga() FROM public;
