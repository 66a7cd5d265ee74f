CREATE OR REPLACE FUNCTION reporting.fnc_sumar(
    p_uno double precision,
    p_otro double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: sum of two measured amounts of which either may be missing; NULL where both are.
-- Second run: pure function. Reads and writes nothing.
    SELECT coalesce(p_uno + p_otro, p_uno, p_otro);
$$;

COMMENT ON FUNCTION reporting.fnc_sumar(double precision, double precision)
IS 'Sum of two amounts of the same unit, of the one that is there, or NULL.';
