CREATE OR REPLACE FUNCTION etl.fnc_particion_default(p_tabla regclass)
RETURNS regclass
LANGUAGE plpgsql
AS $$
-- Purpose: the default partition of a table; one that is missing is made, because without it rows of any
--   time that no partition expects are refused.
-- Second run: finds it. Reads: pg_partitioned_table. Writes: p_tabla's default partition.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off
DECLARE
    v_default regclass := (
        SELECT nullif(particionadas.partdefid, 0)::regclass
        FROM pg_catalog.pg_partitioned_table AS particionadas
        WHERE particionadas.partrelid = p_tabla
    );
    v_nombre text;
BEGIN
    IF v_default IS NULL THEN
        v_nombre := etl.fnc_nombre_libre(p_tabla, 'default');
        EXECUTE format('CREATE TABLE %s PARTITION OF %s DEFAULT', v_nombre, p_tabla);
        EXECUTE format('COMMENT ON TABLE %s IS %L', v_nombre, 'Rows of times that have no partition of their own.');
        v_default := v_nombre::regclass;
        PERFORM etl.fnc_repetir_disparadores(v_default);
        RAISE WARNING 'table % had no default partition, now it has %', p_tabla, v_default;
    END IF;
    RETURN v_default;
END;
$$;

COMMENT ON FUNCTION etl.fnc_particion_default(regclass)
IS 'The default partition of a table, which is made where it is missing.';
