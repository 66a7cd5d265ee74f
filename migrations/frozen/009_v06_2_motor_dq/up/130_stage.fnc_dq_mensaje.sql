CREATE OR REPLACE FUNCTION stage.fnc_dq_mensaje(
    p_nombre text,
    p_tipo text,
    p_valor double precision,
    p_min double precision,
    p_max double precision
)
RETURNS text
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: what is wrong with a value that violates its rule, for people; p_valor of a card is its
--   number of points, 0 where it is illegible. Only for values that do violate it.
-- Second run: the same for the same input. Reads and writes nothing. STABLE, as the text form of a number is:
--   only then does PostgreSQL inline it.
    SELECT p_nombre || CASE
        WHEN p_tipo = 'texto' THEN ': falta'
        WHEN p_tipo = 'carta' AND p_valor = 0 THEN ': no es una carta legible'
        WHEN p_tipo = 'carta' THEN ': carta de ' || p_valor || ' puntos, hacen falta más de 2'
        WHEN p_valor < p_min THEN ' = ' || p_valor || ', menor que ' || p_min
        WHEN p_valor > p_max AND p_valor <> 'NaN' THEN ' = ' || p_valor || ', mayor que ' || p_max
        ELSE ' = ' || p_valor || ', no es un número finito'
    END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_mensaje(text, text, double precision, double precision, double precision)
IS 'What a violated quality rule says, for people; value and limits in the variable''s unit.';
