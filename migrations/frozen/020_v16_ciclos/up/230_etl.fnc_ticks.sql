CREATE OR REPLACE FUNCTION etl.fnc_ticks(
    p_expresion text,
    p_desde timestamptz,
    p_hasta timestamptz
)
RETURNS SETOF timestamptz
LANGUAGE plpgsql
IMMUTABLE
PARALLEL SAFE
ROWS 10
AS $$
-- Purpose: the instants, from p_desde to before p_hasta, at which a cron expression of five fields
--   (minute, hour, day of month, month, day of week) is due, in UTC as pg_cron has it. As in cron, day
--   of month and day of week are alternatives where both are restricted; Sunday is 0 or 7.
-- Second run: the same. Reads and writes nothing. Raises invalid_parameter_value.
DECLARE
    v_campos CONSTANT text[] := regexp_split_to_array(trim(p_expresion), '\s+');
    v_minutos integer[];
    v_horas integer[];
    v_dias integer[];
    v_meses integer[];
    v_semana integer[];
BEGIN
    IF cardinality(v_campos) <> 5 THEN
        RAISE EXCEPTION 'cron expression "%" does not have five fields', p_expresion
        USING ERRCODE = 'invalid_parameter_value', HINT = 'Minute, hour, day, month, day of week.';
    END IF;
    v_minutos := etl.fnc_cron_campo(v_campos[1], 0, 59);
    v_horas := etl.fnc_cron_campo(v_campos[2], 0, 23);
    v_dias := etl.fnc_cron_campo(v_campos[3], 1, 31);
    v_meses := etl.fnc_cron_campo(v_campos[4], 1, 12);
    v_semana := etl.fnc_cron_campo(v_campos[5], 0, 7);

    RETURN QUERY
    SELECT ticks.tick
    FROM (
        SELECT (dias.dia + make_interval(hours => horas.hora, mins => minutos.minuto)) AT TIME ZONE 'UTC' AS tick
        FROM generate_series(
            date_trunc('day', p_desde AT TIME ZONE 'UTC'),
            p_hasta AT TIME ZONE 'UTC',
            interval '1 day'
        ) AS dias (dia)
        CROSS JOIN (SELECT DISTINCT unnest(v_horas) AS hora) AS horas
        CROSS JOIN (SELECT DISTINCT unnest(v_minutos) AS minuto) AS minutos
        WHERE extract(MONTH FROM dias.dia)::integer = ANY (v_meses)
            AND CASE
                WHEN starts_with(v_campos[3], '*') OR starts_with(v_campos[5], '*')
                    THEN extract(DAY FROM dias.dia)::integer = ANY (v_dias)
                        AND (
                            extract(DOW FROM dias.dia)::integer = ANY (v_semana)
                            OR extract(ISODOW FROM dias.dia)::integer = ANY (v_semana)
                        )
                ELSE extract(DAY FROM dias.dia)::integer = ANY (v_dias)
                    OR extract(DOW FROM dias.dia)::integer = ANY (v_semana)
                    OR extract(ISODOW FROM dias.dia)::integer = ANY (v_semana)
            END
    ) AS ticks
    WHERE ticks.tick >= p_desde AND ticks.tick < p_hasta
    ORDER BY ticks.tick;
END;
$$;

COMMENT ON FUNCTION etl.fnc_ticks(text, timestamptz, timestamptz)
IS 'Instants in UTC at which a cron expression is due, from the first to before the second.';
