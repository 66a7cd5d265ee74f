CREATE OR REPLACE FUNCTION reporting.fnc_posiciones_caidas(
    p_previa double precision[],
    p_actual double precision[]
)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: which positions of a series array fell from one reading to the next, as bits 2^position.
--   The motor's two positions (20, 21) go together.
-- Second run: pure function. Reads and writes nothing.
    SELECT
        bit_or(
            CASE WHEN valores.posicion >= 20 THEN (1::bigint << 20) | (1 << 21)
                ELSE 1::bigint << valores.posicion::integer
            END
        )
    FROM unnest(p_previa, p_actual) WITH ORDINALITY AS valores (previo, actual, posicion)
    WHERE valores.actual < valores.previo;
$$;

COMMENT ON FUNCTION reporting.fnc_posiciones_caidas(double precision[], double precision[])
IS 'Positions of a series array that fell between two readings, as bits 2^position; NULL for none.';
