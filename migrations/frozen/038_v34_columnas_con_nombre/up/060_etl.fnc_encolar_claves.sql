CREATE OR REPLACE FUNCTION etl.fnc_encolar_claves(
    p_consumidor text,
    p_pozos integer[],
    p_horas timestamptz[]
)
RETURNS bigint
LANGUAGE sql
AS $$
-- Purpose: asks a consumer to recompute wells and hours, given as two arrays of equal length; an instant
--   stands for the UTC hour that it lies in. Returns how many keys were enqueued.
-- Second run: enqueues again; consumers claim a key however often it is there.
-- Writes: etl.claves_sucias.
    WITH encoladas AS (
        INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
        SELECT DISTINCT
            p_consumidor AS consumidor,
            claves.well_id,
            date_bin('1 hour', claves.instante, '2000-01-01 00:00:00+00') AS hora
        FROM unnest(p_pozos, p_horas) AS claves (well_id, instante)
        WHERE claves.well_id IS NOT NULL AND isfinite(claves.instante)
        RETURNING 1
    )

    SELECT count(*) FROM encoladas;
$$;

COMMENT ON FUNCTION etl.fnc_encolar_claves(text, integer[], timestamptz[])
IS 'Enqueues wells and the UTC hours of instants for a consumer of dirty keys; returns their number.';
