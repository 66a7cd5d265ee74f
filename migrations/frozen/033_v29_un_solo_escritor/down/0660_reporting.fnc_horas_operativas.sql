CREATE OR REPLACE FUNCTION reporting.fnc_horas_operativas(
    p_hora timestamptz,
    p_zona text
)
RETURNS TABLE (
    fecha_id integer,
    hora_id integer
)
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: the hours of the operating zone that a UTC hour lies in: one, or two in a zone of half hours.
-- Second run: the same hours. Reads and writes nothing.
    SELECT
        to_char(l.hora_local, 'YYYYMMDD')::integer AS fecha_id,
        extract(HOUR FROM l.hora_local)::integer AS hora_id
    FROM (
        VALUES
        (p_hora AT TIME ZONE p_zona),
        ((p_hora + interval '59 minutes 59 seconds') AT TIME ZONE p_zona)
    ) AS l (hora_local)
    GROUP BY 1, 2;
$$;

COMMENT ON FUNCTION reporting.fnc_horas_operativas(timestamptz, text)
IS 'Day (YYYYMMDD) and hour (0 to 23) in the operating zone of a UTC hour; two rows in a zone of half hours.';
