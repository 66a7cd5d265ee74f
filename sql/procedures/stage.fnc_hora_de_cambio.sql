CREATE OR REPLACE FUNCTION stage.fnc_hora_de_cambio(
    p_local timestamp,
    p_zona text,
    p_llegada timestamptz
)
RETURNS timestamptz
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: instant of a local time on a day when a zone's clock changes. Of an hour that comes twice the arrival
--   tells the pass: before the second the first is meant, up to an hour after it the second. NULL for an hour
--   that never was, and for one that comes twice and arrived later; without an arrival the second pass.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN segunda.momento AT TIME ZONE p_zona <> p_local THEN NULL
        WHEN primera.momento >= segunda.momento OR primera.momento AT TIME ZONE p_zona <> p_local
            THEN segunda.momento
        WHEN p_llegada < segunda.momento - interval '5 minutes' THEN primera.momento
        WHEN p_llegada > segunda.momento + interval '1 hour' THEN NULL
        ELSE segunda.momento
    END
    FROM (VALUES (p_local AT TIME ZONE p_zona)) AS segunda (momento)
    CROSS JOIN LATERAL (
        -- by the clock of three hours before
        SELECT
            segunda.momento - (
                ((segunda.momento - interval '3 hours') AT TIME ZONE p_zona)
                - ((segunda.momento AT TIME ZONE p_zona) - interval '3 hours')
            ) AS momento
    ) AS primera;
$$;

COMMENT ON FUNCTION stage.fnc_hora_de_cambio(timestamp, text, timestamptz)
IS 'Instant of a local time on a day of a clock change; NULL for an hour that never was or may be either.';

GRANT EXECUTE ON FUNCTION stage.fnc_hora_de_cambio(timestamp, text, timestamptz)
TO bp010_escritura, bp010_modelos, bp010_lectura;
