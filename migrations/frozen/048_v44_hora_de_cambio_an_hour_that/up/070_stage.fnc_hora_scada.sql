CREATE OR REPLACE FUNCTION stage.fnc_hora_scada(
    p_moddate timestamptz,
    p_modtime time,
    p_zona text,
    p_llegada timestamptz DEFAULT NULL
)
RETURNS timestamptz
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: time of a SCADA value: the day of moddate plus modtime where moddate is a midnight and modtime is
--   given; else moddate. A midnight of UTC, of the operating zone, or of any other zone: whole quarters of
--   an hour that say another time than modtime does. A source may cut or round fractions of one of the two:
--   times up to a second apart are the same. On a day when the operating zone's clock changes the arrival
--   tells the passes of an hour apart; NULL where it cannot, and for an hour that never was. A change in
--   another zone is not known here: the hours after it are told as if the day had none.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN p_modtime IS NULL OR NOT isfinite(p_moddate) THEN p_moddate
        WHEN p_moddate = date_bin('1 day', p_moddate, '2000-01-01 00:00:00+00')
            THEN p_moddate + p_modtime
        WHEN (p_moddate AT TIME ZONE p_zona)::time = time '00:00'
            THEN CASE
                WHEN ((p_moddate + interval '24 hours') AT TIME ZONE p_zona)::time = time '00:00'
                    THEN p_moddate + p_modtime
                ELSE stage.fnc_hora_de_cambio(
                    (p_moddate AT TIME ZONE p_zona)::date + p_modtime, p_zona, p_llegada
                )
            END
        WHEN p_moddate = date_bin('15 minutes', p_moddate, '2000-01-01 00:00:00+00')
            AND abs(extract(EPOCH FROM p_modtime - (p_moddate AT TIME ZONE 'UTC')::time)) > 1
            AND abs(extract(EPOCH FROM p_modtime - (p_moddate AT TIME ZONE p_zona)::time)) > 1
            THEN p_moddate + p_modtime
        ELSE p_moddate
    END;
$$;

COMMENT ON FUNCTION stage.fnc_hora_scada(timestamptz, time, text, timestamptz)
IS 'Time of a SCADA value from its date and its time of day, which come apart.';
