CREATE OR REPLACE FUNCTION etl.fnc_ahora()
RETURNS timestamptz
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: the one clock of every routine: the setting bp010.ahora where it is set (session or
--   database), so that tests can stand still; else the transaction's time.
-- Second run: the same within a transaction. Reads and writes nothing.
    SELECT coalesce(nullif(current_setting('bp010.ahora', TRUE), '')::timestamptz, now());
$$;

COMMENT ON FUNCTION etl.fnc_ahora()
IS 'Now, as every routine sees it: setting bp010.ahora where it is set, else the transaction time.';
