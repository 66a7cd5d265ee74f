CREATE OR REPLACE FUNCTION etl.fnc_reloj()
RETURNS timestamptz
LANGUAGE sql
VOLATILE
AS $$
-- Purpose: the ledger's clock. Like etl.fnc_ahora it stands still where the setting bp010.ahora is
--   set; unlike it, it goes on within a transaction.
-- Second run: later. Reads and writes nothing.
    SELECT coalesce(nullif(current_setting('bp010.ahora', TRUE), '')::timestamptz, clock_timestamp());
$$;

COMMENT ON FUNCTION etl.fnc_reloj()
IS 'Now, for the ledger: setting bp010.ahora where it is set, else the wall clock.';

GRANT EXECUTE ON FUNCTION etl.fnc_reloj() TO bp010_lectura, bp010_escritura, bp010_modelos;
