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
--   lengths differ or they have up to two points. Lengths are told by the texts, and JSON is read once:
--   taking its parts together costs more than reading them.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN
            stage.fnc_carta_util(p_posicion)
            AND stage.fnc_carta_legible(p_carga)
            AND octet_length(p_posicion) - octet_length(replace(p_posicion, ',', ''))
            = octet_length(p_carga) - octet_length(replace(p_carga, ',', ''))
            THEN ('{"posicion":' || p_posicion || ',"carga":' || p_carga || '}')::jsonb
    END;
$$;

COMMENT ON FUNCTION reporting.fnc_carta_json(text, text)
IS 'Card as {"posicion":[in],"carga":[lbf]} from two array texts; NULL where they make no card.';
