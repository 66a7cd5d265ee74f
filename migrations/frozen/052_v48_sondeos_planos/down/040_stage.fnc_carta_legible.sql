CREATE OR REPLACE FUNCTION stage.fnc_carta_legible(p_carta text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a text is one card array, a JSON array of plain numbers: [1.9,4.6]. Nothing else is:
--   no empty array, no NaN or null, no magnitudes beyond 1e129, so that casting it cannot fail.
-- Second run: pure function. Reads and writes nothing.
    SELECT p_carta ~ (
        '^\s*\[\s*-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?'
        || '(\s*,\s*-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?)*\s*\]\s*$'
    );
$$;

COMMENT ON FUNCTION stage.fnc_carta_legible(text)
IS 'Whether a text is a card array: a JSON array of one or more plain numbers; NULL for NULL.';
