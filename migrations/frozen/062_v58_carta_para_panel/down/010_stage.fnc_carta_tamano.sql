CREATE OR REPLACE FUNCTION stage.fnc_carta_tamano(p_carta text)
RETURNS integer
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: number of points of a card array, counted without reading them; 0 where it is illegible, NULL
--   for NULL.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_carta_legible(p_carta) THEN 1 + octet_length(p_carta) - octet_length(replace(p_carta, ',', ''))
        WHEN p_carta IS NOT NULL THEN 0
    END;
$$;

COMMENT ON FUNCTION stage.fnc_carta_tamano(text)
IS 'Number of points of a card array; 0 where the text is no array of plain numbers.';
