CREATE OR REPLACE FUNCTION referencial.fnc_evaluar_rango(
    p_valor double precision,
    p_min_critical double precision,
    p_min_warning double precision,
    p_max_warning double precision,
    p_max_critical double precision
)
RETURNS text
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
    -- Purpose: the operating state of a value between limits; a limit itself is still good,
    --   a NULL limit does not count. UNKNOWN: no value (NULL, NaN) or no limit at all.
    -- Second run: pure. Reads: nothing. Writes: nothing.
    SELECT CASE
        WHEN p_valor IS NULL OR p_valor = 'NaN' THEN 'UNKNOWN'
        WHEN p_valor < p_min_critical OR p_valor > p_max_critical THEN 'CRITICAL'
        WHEN p_valor < p_min_warning OR p_valor > p_max_warning THEN 'WARNING'
        WHEN num_nonnulls(p_min_critical, p_min_warning, p_max_warning, p_max_critical) = 0
            THEN 'UNKNOWN'
        ELSE 'NORMAL'
    END;
$$;

COMMENT ON FUNCTION referencial.fnc_evaluar_rango(
    double precision, double precision, double precision, double precision, double precision
)
IS 'State (NORMAL, WARNING, CRITICAL, UNKNOWN) of a value between limits in its own unit; a value on a '
'limit is within it.';
