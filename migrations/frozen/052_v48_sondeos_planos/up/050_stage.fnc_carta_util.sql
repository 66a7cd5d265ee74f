CREATE OR REPLACE FUNCTION stage.fnc_carta_util(p_carta text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a text is a legible card (stage.fnc_carta_legible) of at least three points. Asking for
--   a third piece between commas is cheap; a pattern that counts to three takes twice the time of one
--   that does not count.
-- Second run: pure function. Reads and writes nothing.
    SELECT split_part(p_carta, ',', 3) <> '' AND stage.fnc_carta_legible(p_carta);
$$;

COMMENT ON FUNCTION stage.fnc_carta_util(text)
IS 'Whether a text is a card array of three or more points; NULL for NULL.';
