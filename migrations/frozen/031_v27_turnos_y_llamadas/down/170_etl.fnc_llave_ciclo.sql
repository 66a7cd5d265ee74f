CREATE OR REPLACE FUNCTION etl.fnc_llave_ciclo(p_ciclo text)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: key of the advisory lock that a run of the cycle holds from its first to its last moment.
-- Second run: the same. Reads and writes nothing.
    SELECT hashtextextended('bp010:ciclo:' || p_ciclo, 0);
$$;

COMMENT ON FUNCTION etl.fnc_llave_ciclo(text)
IS 'Key of the advisory lock by which a cycle has one run at a time.';
