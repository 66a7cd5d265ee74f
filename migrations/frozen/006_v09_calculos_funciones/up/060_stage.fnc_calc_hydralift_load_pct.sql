CREATE OR REPLACE FUNCTION stage.fnc_calc_hydralift_load_pct(
    p_carga_maxima_lb double precision,
    p_nominal_unidad_lb double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: load of the hydraulic unit (% of rated): 100 · maximum rod load / rated load of the unit, both in
--   lbf. NULL where a value is missing or the rated load is not positive.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_calc_finito(p_nominal_unidad_lb) > 0
            THEN 100 * stage.fnc_calc_finito(p_carga_maxima_lb) / p_nominal_unidad_lb
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_hydralift_load_pct(double precision, double precision)
IS 'Load of the hydraulic unit (% of rated) from the maximum rod load and the rated load, both in lbf.';
