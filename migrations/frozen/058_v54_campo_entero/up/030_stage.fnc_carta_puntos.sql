CREATE OR REPLACE FUNCTION stage.fnc_carta_puntos(p_carta text)
RETURNS double precision[]
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the points of a card array as it arrives ([1.9,4.6,…]: positions in in, loads in lbf);
--   NULL where it is no such array (stage.fnc_carta_legible).
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_carta_legible(p_carta)
            THEN replace(replace(p_carta, '[', '{'), ']', '}')::double precision[]
    END;
$$;

COMMENT ON FUNCTION stage.fnc_carta_puntos(text)
IS 'Points of a card array, positions (in) or loads (lbf); NULL where the text is no array of plain numbers.';
