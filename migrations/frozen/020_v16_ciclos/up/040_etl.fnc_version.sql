CREATE OR REPLACE FUNCTION etl.fnc_version()
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: version of the routines that run here: the database's newest revision, NULL where it cannot
--   be read.
-- Second run: the same. Reads: alembic_version. Writes nothing.
DECLARE
    v_tabla CONSTANT regclass := to_regclass('public.alembic_version');
    v_version text;
BEGIN
    IF v_tabla IS NOT NULL AND has_table_privilege(v_tabla, 'SELECT') THEN
        EXECUTE format('SELECT min(version_num) FROM %s', v_tabla) INTO v_version;
    END IF;
    RETURN v_version;
END;
$$;

COMMENT ON FUNCTION etl.fnc_version()
IS 'Newest revision of this database, for the ledger; NULL where it cannot be read.';
