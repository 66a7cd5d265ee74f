CREATE OR REPLACE FUNCTION stage.fnc_dq_mensaje(
    p_nombre text,
    p_tipo text,
    p_valor double precision,
    p_min numeric,
    p_max numeric
)
RETURNS text
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: what is wrong with a value that violates its rule, for people; p_valor of a card is its
--   number of points, 0 where it is illegible. Only for values that do violate it.
-- Second run: pure function. Reads and writes nothing.
    SELECT p_nombre || CASE
        WHEN p_tipo = 'texto' THEN ': falta'
        WHEN p_tipo = 'carta' AND p_valor = 0 THEN ': no es una carta legible'
        WHEN p_tipo = 'carta' THEN format(': carta de %s puntos, hacen falta más de 2', p_valor)
        WHEN p_valor < p_min THEN format(' = %s, menor que %s', p_valor, trim_scale(p_min))
        WHEN p_valor > p_max AND p_valor <> 'NaN'
            THEN format(' = %s, mayor que %s', p_valor, trim_scale(p_max))
        ELSE format(' = %s, no es un número finito', p_valor)
    END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_mensaje(text, text, double precision, numeric, numeric)
IS 'What a violated quality rule says, for people; value and limits in the variable''s unit.';
