CREATE OR REPLACE FUNCTION etl.fnc_ocupante(p_ciclo text)
RETURNS integer
LANGUAGE sql
VOLATILE
AS $$
-- Purpose: server process that holds the cycle's advisory lock in this database; NULL for none.
-- Second run: as things are then. Reads: pg_locks. Writes nothing.
    SELECT candados.pid
    FROM pg_catalog.pg_locks AS candados
    WHERE candados.locktype = 'advisory'
        AND candados.granted
        AND candados.objsubid = 1
        AND candados.database = (
            SELECT bases.oid
            FROM pg_catalog.pg_database AS bases
            WHERE bases.datname = current_database()
        )
        AND (candados.classid::bigint << 32) | candados.objid::bigint = etl.fnc_llave_ciclo(p_ciclo);
$$;

COMMENT ON FUNCTION etl.fnc_ocupante(text)
IS 'Server process that is running the cycle, by its advisory lock; NULL where nobody is.';
