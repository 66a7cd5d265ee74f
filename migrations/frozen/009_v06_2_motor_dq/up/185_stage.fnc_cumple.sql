CREATE OR REPLACE FUNCTION stage.fnc_cumple(
    p_izquierda double precision,
    p_operador text,
    p_derecha double precision
)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a comparison of a consistency rule holds; NULL where a side is missing.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE p_operador
        WHEN '>' THEN p_izquierda > p_derecha
        WHEN '<' THEN p_izquierda < p_derecha
        WHEN '>=' THEN p_izquierda >= p_derecha
        WHEN '<=' THEN p_izquierda <= p_derecha
        WHEN '=' THEN p_izquierda = p_derecha
        WHEN '!=' THEN p_izquierda <> p_derecha
    END;
$$;

COMMENT ON FUNCTION stage.fnc_cumple(double precision, text, double precision)
IS 'Whether a comparison (>, <, >=, <=, =, !=) of two values in one unit holds.';
