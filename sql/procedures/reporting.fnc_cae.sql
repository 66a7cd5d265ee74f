CREATE OR REPLACE FUNCTION reporting.fnc_cae(
    p_series double precision[],
    p_fila integer,
    p_posicion integer
)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a series of an hour (a row of reporting.fnc_serie_lectura per reading) is lower in a row
--   than in the one before. NaN, which stands for a missing value, is higher than any number.
-- Second run: pure function, inlined. Reads and writes nothing.
    SELECT p_series[p_fila][p_posicion] < p_series[p_fila - 1][p_posicion];
$$;

COMMENT ON FUNCTION reporting.fnc_cae(double precision[], integer, integer)
IS 'Whether a series falls in a row of an hour''s readings.';
