CREATE OR REPLACE FUNCTION etl.fnc_clasificar_error(p_sqlstate text)
RETURNS text
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the ledger's kind of error (error_tipo) for an SQLSTATE.
-- Second run: the same. Reads and writes nothing.
    SELECT
        CASE
            WHEN p_sqlstate IS NULL THEN NULL
            WHEN p_sqlstate = '57014' THEN 'timeout'
            WHEN p_sqlstate LIKE '08%' THEN 'conexion'
            WHEN p_sqlstate LIKE '57P%' THEN 'interrumpido'
            ELSE 'db_error'
        END;
$$;

COMMENT ON FUNCTION etl.fnc_clasificar_error(text)
IS 'Kind of error for the ledger (timeout, conexion, interrumpido, db_error) of an SQLSTATE.';
