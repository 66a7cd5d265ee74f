CREATE OR REPLACE FUNCTION reporting.fnc_contador_creible(p_valor double precision)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: a counter's value as it is, or NaN where no counter can show it: negative, infinite, over 1e15,
--   or between 0 and 1e-30, where arithmetic would fail.
-- Second run: pure function, inlined. Reads and writes nothing.
    SELECT CASE WHEN p_valor BETWEEN 1e-30 AND 1e15 OR p_valor = 0 THEN p_valor ELSE 'NaN' END;
$$;

COMMENT ON FUNCTION reporting.fnc_contador_creible(double precision)
IS 'The value of a counter, in its unit; NaN where it is absent or impossible.';
