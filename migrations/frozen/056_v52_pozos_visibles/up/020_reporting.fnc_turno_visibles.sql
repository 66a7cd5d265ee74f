CREATE OR REPLACE FUNCTION reporting.fnc_turno_visibles()
RETURNS void
LANGUAGE plpgsql
AS $$
-- Purpose: waits for its turn to change reporting.dim_rls_visible, and keeps it until the transaction ends:
--   whoever comes later sees what this one has done. The row is written, not only locked: a transaction that
--   goes on with an older picture (REPEATABLE READ) fails here (40001) instead of missing it.
-- Second run: has it already. Writes: etl.candados. Raises undefined_object.
BEGIN
    UPDATE etl.candados AS candados
    SET descripcion = candados.descripcion
    WHERE candados.candado = 'visibles';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lock "visibles" does not exist'
        USING ERRCODE = 'undefined_object', HINT = 'It is a row of etl.candados, which migrate brings.';
    END IF;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_turno_visibles()
IS 'Waits for the turn to change which wells users see, and keeps it until the transaction ends.';

REVOKE ALL ON FUNCTION reporting.fnc_turno_visibles() FROM public, bp010_operacion;
