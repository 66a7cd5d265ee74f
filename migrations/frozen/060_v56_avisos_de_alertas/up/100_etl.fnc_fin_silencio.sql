CREATE OR REPLACE FUNCTION etl.fnc_fin_silencio(
    p_desde time,
    p_hasta time,
    p_zona text,
    p_momento timestamptz
)
RETURNS timestamptz
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: when the quiet hours from p_desde to p_hasta, local time of p_zona, end that p_momento lies in; NULL
--   where it lies in none. They begin on any day, are one stretch over midnight and over a change of clocks, and
--   hold their first moment but not their last.
-- Second run: the same. Reads and writes nothing.
    SELECT tramos.hasta
    FROM (
        SELECT
            (dias.dia + p_desde) AT TIME ZONE p_zona AS desde,
            (dias.dia + (p_hasta <= p_desde)::integer + p_hasta) AT TIME ZONE p_zona AS hasta
        FROM (
            SELECT (p_momento AT TIME ZONE p_zona)::date - atras AS dia
            FROM generate_series(0, 1) AS atras
        ) AS dias
    ) AS tramos
    WHERE p_momento >= tramos.desde AND p_momento < tramos.hasta
    ORDER BY tramos.hasta DESC
    LIMIT 1;
$$;

COMMENT ON FUNCTION etl.fnc_fin_silencio(time, time, text, timestamptz)
IS 'When the quiet hours (local times of a zone) end that a moment lies in; NULL where it lies in none.';
