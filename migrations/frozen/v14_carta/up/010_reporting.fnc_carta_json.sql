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
        WHEN cardinality(stage.fnc_carta_puntos(p_posicion)) > 2
            AND cardinality(stage.fnc_carta_puntos(p_posicion)) = cardinality(stage.fnc_carta_puntos(p_carga))
            THEN jsonb_build_object('posicion', p_posicion::jsonb, 'carga', p_carga::jsonb)
    END;
$$;

COMMENT ON FUNCTION reporting.fnc_carta_json(text, text)
IS 'Card as {"posicion":[in],"carga":[lbf]} from two array texts; NULL where they make no card.';
