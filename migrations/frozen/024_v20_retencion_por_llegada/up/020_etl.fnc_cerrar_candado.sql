CREATE OR REPLACE FUNCTION etl.fnc_cerrar_candado(p_nombre text)
RETURNS void
LANGUAGE plpgsql
AS $$
-- Purpose: waits until no other transaction holds the lock of this name, and holds it until the caller's
--   transaction ends. A row's lock, not an advisory one: whoever may not update etl.candados cannot take it.
-- Second run: holds it already. Reads: etl.candados. Writes nothing. Raises undefined_object.
BEGIN
    PERFORM
    FROM etl.candados AS candados
    WHERE candados.candado = p_nombre
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lock "%" does not exist', p_nombre
        USING ERRCODE = 'undefined_object', HINT = 'The names are the rows of etl.candados.';
    END IF;
END;
$$;

COMMENT ON FUNCTION etl.fnc_cerrar_candado(text)
IS 'Holds a named lock until the transaction ends; only roles that may update etl.candados can.';
