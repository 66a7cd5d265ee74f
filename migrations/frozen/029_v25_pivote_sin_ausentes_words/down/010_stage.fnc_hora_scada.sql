CREATE OR REPLACE FUNCTION stage.fnc_hora_scada(
    p_moddate timestamptz,
    p_modtime time,
    p_zona text
)
RETURNS timestamptz
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: time of a SCADA value: the day of moddate plus modtime where moddate is a midnight, in UTC or in
--   the operating zone, and modtime is given; else moddate.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN p_modtime IS NULL OR NOT isfinite(p_moddate) THEN p_moddate
        WHEN p_moddate = date_bin('1 day', p_moddate, '2000-01-01 00:00:00+00')
            THEN p_moddate + p_modtime
        WHEN (p_moddate AT TIME ZONE p_zona)::time = time '00:00'
            THEN ((p_moddate AT TIME ZONE p_zona)::date + p_modtime) AT TIME ZONE p_zona
        ELSE p_moddate
    END;
$$;

COMMENT ON FUNCTION stage.fnc_hora_scada(timestamptz, time, text)
IS 'Time of a SCADA value from its date and its time of day, which come apart.';
