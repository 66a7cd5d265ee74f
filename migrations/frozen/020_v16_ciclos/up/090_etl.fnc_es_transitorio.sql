CREATE OR REPLACE FUNCTION etl.fnc_es_transitorio(p_sqlstate text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether an error goes away by trying again: serialization failure, deadlock, lock timeout.
-- Second run: the same. Reads and writes nothing.
    SELECT coalesce(p_sqlstate IN ('40001', '40P01', '55P03'), FALSE);
$$;

COMMENT ON FUNCTION etl.fnc_es_transitorio(text)
IS 'Whether a step that failed with this SQLSTATE is worth another try.';
