CREATE OR REPLACE FUNCTION stage.fnc_calc_finito(p_valor double precision)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the value where arithmetic can take it, else NULL: NaN, Infinity and magnitudes beyond
--   1e50 or within 1e-50 of 0 (not 0 itself) would end in an overflow or underflow error.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN abs(p_valor) BETWEEN 1e-50 AND 1e50 OR p_valor = 0 THEN p_valor
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_finito(double precision)
IS 'The value where arithmetic can take it without overflow, else NULL; any unit.';
