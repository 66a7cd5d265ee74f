CREATE OR REPLACE FUNCTION stage.fnc_carta_util(p_carta text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a text is a legible card (stage.fnc_carta_legible) of at least three points, told in
--   one look at it: cards are long and stored compressed.
-- Second run: pure function. Reads and writes nothing.
    SELECT p_carta ~ (
        '^\s*\[\s*-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?'
        || '(\s*,\s*-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?){2,}\s*\]\s*$'
    );
$$;

COMMENT ON FUNCTION stage.fnc_carta_util(text)
IS 'Whether a text is a card array of three or more points; NULL for NULL.';
