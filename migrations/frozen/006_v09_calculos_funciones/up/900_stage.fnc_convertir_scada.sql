CREATE OR REPLACE FUNCTION stage.fnc_convertir_scada(
    p_valor double precision,
    p_conversion text
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
    -- Purpose: a raw SCADA value in the unit of its column, by the map's conversion.
    --   none = as it is; hhmm = hours and minutes in one number (252205 = 2522 h 05 min) to decimal
    --   hours; x0.1 = tenths. NULL for minutes of 60 or more, NaN, infinity and unknown conversions:
    --   the caller rejects what was not NULL before.
    -- Second run: pure function; but never apply it twice to one value.
    -- Reads: nothing. Writes: nothing.
    SELECT CASE
        WHEN p_conversion IS NULL THEN p_valor
        WHEN p_conversion = 'hhmm' AND abs(p_valor - 100 * trunc(p_valor / 100)) < 60
            THEN trunc(p_valor / 100) + (p_valor - 100 * trunc(p_valor / 100)) / 60
        WHEN p_conversion = 'x0.1' AND abs(p_valor) < 'Infinity' THEN p_valor / 10
    END;
$$;

COMMENT ON FUNCTION stage.fnc_convertir_scada(double precision, text) IS
'Converts a raw SCADA value by the conversion of referencial.tbl_var_scada_map: hhmm to decimal hours, '
'x0.1 from tenths; NULL where it cannot be converted.';
