CREATE OR REPLACE FUNCTION etl.fnc_cron_campo(
    p_campo text,
    p_minimo integer,
    p_maximo integer
)
RETURNS integer[]
LANGUAGE plpgsql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the values that one field of a cron expression stands for: lists, ranges, steps and stars.
--   A step wants a star or a range before it, as pg_cron does.
-- Second run: the same. Reads and writes nothing. Raises invalid_parameter_value.
DECLARE
    v_parte text;
    v_trozos text[];
    v_desde integer;
    v_hasta integer;
    v_paso integer;
    v_valores integer[] := ARRAY[]::integer[];
BEGIN
    FOREACH v_parte IN ARRAY string_to_array(p_campo, ',') LOOP
        v_trozos := regexp_match(v_parte, '^(?:(\d{1,4})|(?:\*|(\d{1,4})-(\d{1,4}))(?:/(\d{1,4}))?)$');
        v_desde := coalesce(v_trozos[1], v_trozos[2], p_minimo::text)::integer;
        v_hasta := coalesce(v_trozos[1], v_trozos[3], p_maximo::text)::integer;
        v_paso := coalesce(v_trozos[4]::integer, 1);
        IF v_trozos IS NULL OR v_desde < p_minimo OR v_hasta > p_maximo OR v_desde > v_hasta OR v_paso = 0 THEN
            RAISE EXCEPTION 'cron field "%" is not valid', p_campo
            USING
                ERRCODE = 'invalid_parameter_value',
                HINT = format(
                    'Use stars, numbers from %s to %s, ranges, lists, and steps of stars and ranges.',
                    p_minimo,
                    p_maximo
                );
        END IF;
        v_valores := v_valores || ARRAY(SELECT generate_series(v_desde, v_hasta, v_paso));
    END LOOP;
    RETURN v_valores;
END;
$$;

COMMENT ON FUNCTION etl.fnc_cron_campo(text, integer, integer)
IS 'Values that a field of a cron expression stands for, within its least and greatest value.';
