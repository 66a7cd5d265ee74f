CREATE OR REPLACE FUNCTION etl.fnc_concierne(
    p_canal text,
    p_asuntos text,
    p_severidad_minima text,
    p_tipo text,
    p_etl_tipo text,
    p_ubicacion_id text,
    p_severidad text
)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a channel (its name, what it asked for, its least severity) is to be told of an alert (kind,
--   cycle, place, severity); never of its own failure, which it could not be told.
-- Second run: the same. Reads and writes nothing.
    SELECT array_position(ARRAY['INFO', 'WARNING', 'CRITICAL'], p_severidad)
            >= array_position(ARRAY['INFO', 'WARNING', 'CRITICAL'], p_severidad_minima)
        AND (p_asuntos = 'todos' OR (p_asuntos = 'pozos') = (coalesce(p_etl_tipo, '') = 'pozo'))
        AND NOT (p_tipo = 'canal' AND coalesce(p_ubicacion_id, '') = p_canal);
$$;

COMMENT ON FUNCTION etl.fnc_concierne(text, text, text, text, text, text, text)
IS 'Whether a channel is to be told of an alert.';
