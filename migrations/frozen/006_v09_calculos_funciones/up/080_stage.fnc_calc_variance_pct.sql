CREATE OR REPLACE FUNCTION stage.fnc_calc_variance_pct(
    p_actual double precision,
    p_referencia double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: deviation (%) of a value from its target or baseline: 100 · (actual − target) / target, in
--   any unit that both share. NULL where one is missing or the target is 0.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_calc_finito(p_referencia) <> 0
            THEN 100 * (stage.fnc_calc_finito(p_actual) - p_referencia) / p_referencia
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_variance_pct(double precision, double precision)
IS 'Deviation (%) of a value from its target or baseline, both in one unit.';
