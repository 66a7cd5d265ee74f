CREATE OR REPLACE FUNCTION reporting.fnc_carta_json(
    p_posicion text,
    p_carga text
)
RETURNS jsonb
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: one card as JSON, with the digits as they came; NULL where an array does not parse, their
--   lengths differ or they have up to two points.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_carta_legible(p_posicion) AND stage.fnc_carta_legible(p_carga)
            THEN (
                SELECT jsonb_build_object('posicion', carta.posicion, 'carga', carta.carga)
                FROM (VALUES (p_posicion::jsonb, p_carga::jsonb)) AS carta (posicion, carga)
                WHERE
                    jsonb_array_length(carta.posicion) > 2
                    AND jsonb_array_length(carta.posicion) = jsonb_array_length(carta.carga)
            )
    END;
$$;

COMMENT ON FUNCTION reporting.fnc_carta_json(text, text)
IS 'Card as {"posicion":[in],"carga":[lbf]} from two array texts; NULL where they make no card.';
