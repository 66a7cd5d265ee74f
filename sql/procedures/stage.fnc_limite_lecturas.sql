CREATE OR REPLACE FUNCTION stage.fnc_limite_lecturas()
RETURNS timestamptz
LANGUAGE sql
STABLE
AS $$
-- Purpose: up to which instant a reading is of now: a few minutes ahead, which clocks may differ by
--   (OPERACION/adelanto_minutos, else 5). What is dated later is kept, flagged, and not shown as current.
-- Second run: as time goes on. Reads: referencial.tbl_config_kpi. Writes nothing.
    SELECT
        etl.fnc_ahora()
        + coalesce(referencial.fnc_config('OPERACION', 'adelanto_minutos'), 5) * interval '1 minute';
$$;

COMMENT ON FUNCTION stage.fnc_limite_lecturas()
IS 'Instant up to which a reading counts as of now; what is dated later lies ahead.';
