CREATE OR REPLACE FUNCTION etl.fnc_proximo_tick(
    p_expresion text,
    p_despues_de timestamptz
)
RETURNS timestamptz
LANGUAGE plpgsql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the first instant after p_despues_de at which a cron expression is due, NULL where there is
--   none within four years. Looks further and further, so that frequent cycles cost nothing.
-- Second run: the same. Reads and writes nothing. Raises invalid_parameter_value.
DECLARE
    v_tick timestamptz;
    v_plazo interval;
BEGIN
    FOREACH v_plazo IN ARRAY ARRAY['1 hour', '1 day', '32 days', '4 years']::interval[] LOOP
        SELECT min(ticks.tick) INTO v_tick
        FROM etl.fnc_ticks(
            p_expresion, p_despues_de + interval '1 microsecond', p_despues_de + v_plazo
        ) AS ticks (tick);
        EXIT WHEN v_tick IS NOT NULL;
    END LOOP;
    RETURN v_tick;
END;
$$;

COMMENT ON FUNCTION etl.fnc_proximo_tick(text, timestamptz)
IS 'First instant in UTC after another at which a cron expression is due.';
