CREATE OR REPLACE FUNCTION stage.fnc_es_carta(p_texto text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a text is an array that a card can be made of: 3 to 10,000 plain numbers. Longer ones are
--   not even read: no controller sends them, and a hostile one must not cost the cycle its time.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN length(p_texto) > 300000 THEN FALSE
        ELSE stage.fnc_carta_tamano(p_texto) BETWEEN 3 AND 10000
    END;
$$;

COMMENT ON FUNCTION stage.fnc_es_carta(text)
IS 'Whether a text is a card array of 3 to 10,000 plain numbers (in or lbf).';
