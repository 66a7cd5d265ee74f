CREATE OR REPLACE FUNCTION etl.fnc_rechazar_truncate()
RETURNS trigger
LANGUAGE plpgsql
AS $$
-- Purpose: refuses TRUNCATE where it would leave facts without readings: it shows no rows to a
--   trigger, so nobody could tell which hours to recompute.
-- Second run: refuses again. Reads and writes nothing.
BEGIN
    RAISE EXCEPTION 'table %.% cannot be truncated', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING
        ERRCODE = 'feature_not_supported',
        HINT = 'Use DELETE: the hours of the deleted readings are then recomputed.';
END;
$$;

COMMENT ON FUNCTION etl.fnc_rechazar_truncate()
IS 'Trigger: refuses TRUNCATE on a table whose deleted rows must be known.';
