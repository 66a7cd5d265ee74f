CREATE OR REPLACE FUNCTION referencial.fnc_zona_horaria()
RETURNS text
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
    -- Purpose: the operating time zone, in which the facts' days and hours are cut.
    --   The table refuses a zone that the server does not know.
    -- Second run: pure. Reads: referencial.tbl_config_kpi. Writes: nothing.
    SELECT coalesce(referencial.fnc_config_texto('OPERACION', 'zona_horaria'), 'UTC');
$$;

COMMENT ON FUNCTION referencial.fnc_zona_horaria()
IS 'The operating time zone (OPERACION/zona_horaria), UTC where none is configured. Call it once a '
'statement, not once a row.';
