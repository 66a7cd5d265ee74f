CREATE OR REPLACE FUNCTION reporting.fnc_serie(p_nombre text)
RETURNS integer
LANGUAGE plpgsql
IMMUTABLE
STRICT
PARALLEL SAFE
AS $$
-- Purpose: the position of a series by its name, in every array of the 21 series and in
--   reporting.tbl_cierre_contador. This list is what the positions mean; reporting.fnc_serie_lectura is
--   written in its order.
-- Second run: pure function; the planner puts the number in the place of a call with a constant, which an
--   SQL function would make it parse each time. Reads and writes nothing.
DECLARE
    c_series CONSTANT text[] := ARRAY[
        -- counters of the day, which start at 0 in the morning
        'fluido_dia', -- bbl
        'petroleo_dia', -- bbl
        'agua_dia', -- bbl
        'gas_dia', -- scf
        'emboladas_dia',
        'paro_dia', -- h
        'fallas_dia',
        'energia_dia', -- kWh
        -- meters
        'fluido_medidor', -- bbl
        'petroleo_medidor', -- bbl
        'agua_medidor', -- bbl
        'gas_medidor', -- scf
        'emboladas_medidor',
        'marcha_medidor', -- h
        'energia_medidor', -- kWh
        'fallas_medidor',
        'paro_medidor', -- h
        -- meters of the unit's life
        'marcha_vida', -- h
        'emboladas_vida',
        -- no counters
        'motor', -- 1 on, 0 off; its increment is stops
        'reloj' -- when the motor was seen, s since 1970; its increment is seconds running
    ];
    v_posicion CONSTANT integer := array_position(c_series, p_nombre);
BEGIN
    IF v_posicion IS NULL THEN
        RAISE EXCEPTION 'series "%" does not exist', p_nombre
        USING ERRCODE = 'invalid_parameter_value', HINT = 'The body of reporting.fnc_serie lists them.';
    END IF;
    RETURN v_posicion;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_serie(text)
IS 'Position of a series in the arrays of the 21 series, by its name; the body lists them with their units.';
