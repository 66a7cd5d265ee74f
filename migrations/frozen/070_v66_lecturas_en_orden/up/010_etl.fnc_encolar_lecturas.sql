CREATE OR REPLACE FUNCTION etl.fnc_encolar_lecturas()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: enqueues each well and UTC hour whose readings a statement inserted, changed or deleted,
--   once for each consumer of readings, in the writer's own transaction. An update enqueues the old
--   and the new keys. Whoever writes, a reading dated more than a day ahead is refused, as the pivot and
--   `ingest` do. SECURITY DEFINER: writers need no right on the queue.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Reads: transition tables viejas and nuevas, etl.consumidores. Writes: etl.claves_sucias.
DECLARE
    v_limite CONSTANT timestamptz := etl.fnc_ahora() + interval '1 day';
    v_adelantada record;
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        SELECT
            nuevas.well_id,
            nuevas.timestamp_lectura
        INTO v_adelantada
        FROM nuevas
        WHERE nuevas.timestamp_lectura > v_limite
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'reading of well % is dated more than a day ahead: %',
                v_adelantada.well_id, v_adelantada.timestamp_lectura
            USING
                ERRCODE = 'check_violation',
                HINT = 'Mend the clock of who sends it, or leave the row out.';
        END IF;

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
            ORDER BY 1, 2 -- the queue's index is filled page by page
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
            ORDER BY 1, 2 -- the queue's index is filled page by page
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
