CREATE OR REPLACE FUNCTION reporting.fnc_incremento(
    p_anterior double precision,
    p_actual double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: what a counter counted between two consecutive values: their difference; after a fall below
--   half, which is a restart, the new value; after a smaller fall, which is noise, 0.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN p_actual >= p_anterior THEN p_actual - p_anterior
        WHEN p_anterior - p_actual > p_actual THEN p_actual
        WHEN p_actual < p_anterior THEN 0
    END;
$$;

COMMENT ON FUNCTION reporting.fnc_incremento(double precision, double precision)
IS 'Increment of a counter between two consecutive values of 0 or more, in its unit; NULL in, NULL out.';
