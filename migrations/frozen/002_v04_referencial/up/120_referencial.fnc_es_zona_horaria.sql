CREATE OR REPLACE FUNCTION referencial.fnc_es_zona_horaria(p_zona text)
RETURNS boolean
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: whether this server knows the time zone; guards OPERACION/zona_horaria.
--   pg_timezone_names would answer too, by reading some 1200 files.
-- Second run: pure. Reads: nothing. Writes: nothing.
BEGIN
    RETURN now() AT TIME ZONE p_zona IS NOT NULL;
EXCEPTION
    WHEN invalid_parameter_value THEN
        RETURN FALSE;
END;
$$;

COMMENT ON FUNCTION referencial.fnc_es_zona_horaria(text)
IS 'Whether this server knows a time zone by that name; NULL is none.';
