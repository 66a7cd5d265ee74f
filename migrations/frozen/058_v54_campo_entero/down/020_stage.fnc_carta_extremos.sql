CREATE OR REPLACE FUNCTION stage.fnc_carta_extremos(p_carta text)
RETURNS TABLE (
    minimo double precision,
    maximo double precision
)
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: least and greatest point of a card array (in or lbf): a stroke is their difference. Always one
--   row; NULLs where the text is no card array.
-- Second run: pure function. Reads and writes nothing.
    SELECT
        min(punto.punto) AS minimo,
        max(punto.punto) AS maximo
    FROM unnest(stage.fnc_carta_puntos(p_carta)) AS punto (punto);
$$;

COMMENT ON FUNCTION stage.fnc_carta_extremos(text)
IS 'Least and greatest point of a card array, in its unit (in, lbf); NULLs where it is none.';
