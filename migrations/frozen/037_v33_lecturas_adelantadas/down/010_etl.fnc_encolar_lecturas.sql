CREATE OR REPLACE FUNCTION etl.fnc_encolar_lecturas()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues each well and UTC hour whose readings a statement inserted, changed or deleted,
--   once for each consumer of readings, in the writer's own transaction. An update enqueues the old
--   and the new keys. SECURITY DEFINER: writers need no right on the queue.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Reads: transition tables viejas and nuevas, etl.consumidores. Writes: etl.claves_sucias.
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
        SELECT
            consumidores.consumidor,
            tocadas.well_id,
            tocadas.hora
        FROM (
            SELECT
                nuevas.well_id,
                date_bin('1 hour', nuevas.timestamp_lectura, '2000-01-01 00:00:00+00') AS hora
            FROM nuevas
            GROUP BY 1, 2
        ) AS tocadas
        CROSS JOIN etl.consumidores
        WHERE consumidores.lecturas;
    END IF;

    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
        SELECT
            consumidores.consumidor,
            tocadas.well_id,
            tocadas.hora
        FROM (
            SELECT
                viejas.well_id,
                date_bin('1 hour', viejas.timestamp_lectura, '2000-01-01 00:00:00+00') AS hora
            FROM viejas
            GROUP BY 1, 2
        ) AS tocadas
        CROSS JOIN etl.consumidores
        WHERE consumidores.lecturas;
    END IF;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_lecturas()
IS 'Trigger: enqueues the well-hours that a statement on the readings touched, for each consumer.';

REVOKE ALL ON FUNCTION etl.fnc_encolar_lecturas() FROM public;
