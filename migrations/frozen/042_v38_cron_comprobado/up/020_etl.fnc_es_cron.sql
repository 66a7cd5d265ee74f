CREATE OR REPLACE FUNCTION etl.fnc_es_cron(p_expresion text)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a text is a cron expression that etl.fnc_ticks and pg_cron both take, and alike: five
--   fields of numbers, no names of days or months, no ranges that wrap, no step without a range.
-- Second run: the same. Reads and writes nothing.
BEGIN
    PERFORM tick
    FROM etl.fnc_ticks(p_expresion, '2000-01-01 00:00:00+00', '2000-01-01 00:00:00+00') AS tick;
    RETURN TRUE;
EXCEPTION
    WHEN invalid_parameter_value THEN
        RETURN FALSE;
END;
$$;

COMMENT ON FUNCTION etl.fnc_es_cron(text)
IS 'Whether a text is a cron expression that the ledger and pg_cron read alike; for CHECK constraints.';
