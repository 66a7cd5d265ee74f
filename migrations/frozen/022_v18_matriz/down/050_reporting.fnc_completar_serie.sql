CREATE OR REPLACE FUNCTION reporting.fnc_completar_serie(
    p_serie double precision[],
    p_momento timestamptz
)
RETURNS double precision[]
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the series array of a reading (reporting.fnc_serie_lectura) with position 21: when the motor was
--   seen (s since 1970), NaN where it was not. Apart, because few readings need it.
-- Second run: pure function, inlined. Reads and writes nothing.
    SELECT
        p_serie || CASE
            WHEN p_serie[20] = 'NaN' THEN 'NaN'
            ELSE date_part('epoch', p_momento - '1970-01-01 00:00:00+00'::timestamptz)
        END;
$$;

COMMENT ON FUNCTION reporting.fnc_completar_serie(double precision[], timestamptz)
IS 'A series array of 20 with the reading''s time (s since 1970) as position 21, where the motor was seen.';
