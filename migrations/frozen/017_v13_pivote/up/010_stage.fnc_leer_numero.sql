CREATE OR REPLACE FUNCTION stage.fnc_leer_numero(p_texto text)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: a number as controllers write it (12, -1.5, .5, 1e3; ASCII digits, decimal point), NULL where it
--   is none or a double cannot hold it (1e400, 1e-400). Never raises: numeric judges what is doubtful.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN p_texto ~ '^[-+]?[0-9]+\.?[0-9]*$' AND length(p_texto) <= 300
            THEN p_texto::double precision
        WHEN p_texto ~ '^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?0*[0-9]{1,4})?$'
            AND length(p_texto) <= 400
            THEN CASE
                WHEN p_texto::numeric = 0
                    OR abs(p_texto::numeric) BETWEEN 5e-324 AND 1.7976931348623157e308
                    THEN p_texto::double precision
            END
    END;
$$;

COMMENT ON FUNCTION stage.fnc_leer_numero(text)
IS 'Reads a plain decimal number; NULL, never an error, for any other text.';
