CREATE OR REPLACE FUNCTION etl.fnc_crear_particion(
    p_tabla regclass,
    p_sufijo text,
    p_desde text,
    p_hasta text,
    p_mover boolean DEFAULT TRUE
)
RETURNS bigint
LANGUAGE plpgsql
AS $$
-- Purpose: makes the partition <table>_<suffix> of a range, from p_desde to before p_hasta, unless a partition
--   takes its first value already. With p_mover, rows that wait in the default partition move in, and the
--   table is locked first; without, it is attached beside others' work, or not at all where such rows wait.
--   Returns the rows moved, NULL where no partition was made.
-- Second run: does nothing. Writes: p_tabla's partitions. Names and limits are quoted.
-- @plpgsql_check_options: security_warnings = off
DECLARE
    v_nombre text;
    v_filas bigint := 0::bigint;
BEGIN
    PERFORM etl.fnc_cerrar_candado('particiones');
    IF etl.fnc_hay_particion(p_tabla, p_desde) THEN
        RETURN NULL;
    END IF;
    IF p_mover THEN
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', p_tabla); -- later, it would be a deadlock
    END IF;
    v_nombre := etl.fnc_nombre_libre(p_tabla, p_sufijo);
    BEGIN
        EXECUTE format(
            'CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)',
            v_nombre, p_tabla
        );
        EXECUTE format(
            'ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', p_tabla, v_nombre, p_desde, p_hasta
        );
    EXCEPTION
        WHEN invalid_object_definition THEN
            RETURN NULL; -- somebody else has just made it
        WHEN check_violation THEN -- the default partition holds rows of this range
            IF NOT p_mover THEN
                RETURN NULL;
            END IF;
            v_filas := etl.fnc_mover_de_default(p_tabla, v_nombre, p_desde, p_hasta);
    END;
    EXECUTE format('COMMENT ON TABLE %s IS %L', v_nombre, format('Rows from %s to before %s.', p_desde, p_hasta));
    RETURN v_filas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_crear_particion(regclass, text, text, text, boolean)
IS 'Makes a partition unless it is there, with its rows out of the default partition; rows moved.';
