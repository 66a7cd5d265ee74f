CREATE OR REPLACE FUNCTION reporting.fnc_promedio(
    p_suma double precision,
    p_n bigint
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: average from a sum and its number of values; NULL for none and for sums that no arithmetic
--   can take (stage.fnc_calc_finito).
-- Second run: pure function. Reads and writes nothing.
    SELECT stage.fnc_calc_finito(p_suma) / nullif(p_n, 0);
$$;

COMMENT ON FUNCTION reporting.fnc_promedio(double precision, bigint)
IS 'Average of values from their sum and number, in the values'' unit.';
