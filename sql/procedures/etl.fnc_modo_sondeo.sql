CREATE OR REPLACE FUNCTION etl.fnc_modo_sondeo(p_segundos integer)
RETURNS text
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the ledger's mode of a poll that comes every so many seconds: incremental_30min, incremental_45s.
-- Second run: the same. Reads and writes nothing.
    SELECT
        'incremental_' || CASE
            WHEN p_segundos % 60 = 0 THEN (p_segundos / 60) || 'min'
            ELSE p_segundos || 's'
        END;
$$;

COMMENT ON FUNCTION etl.fnc_modo_sondeo(integer)
IS 'Mode of a poll in the ledger by its cadence (s).';
