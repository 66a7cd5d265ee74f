CREATE OR REPLACE FUNCTION etl.fnc_hay_particion(
    p_tabla regclass,
    p_desde text
)
RETURNS boolean
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: whether a partition of the table, other than the default one, takes rows of this value of its key.
--   It is asked by limits, not by names: a table that was detached takes none.
-- Second run: as things are then. Reads: pg_partitioned_table and the catalog of partitions. Writes nothing.
-- @plpgsql_check_options: security_warnings = off
DECLARE
    v_tipo CONSTANT text := (
        SELECT format_type(columnas.atttypid, NULL)
        FROM pg_catalog.pg_partitioned_table AS particionadas
        INNER JOIN pg_catalog.pg_attribute AS columnas
            ON particionadas.partrelid = columnas.attrelid AND particionadas.partattrs[0] = columnas.attnum
        WHERE particionadas.partrelid = p_tabla
    );
    v_hay boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM etl.fnc_particiones($1) AS particion'
        ' WHERE coalesce(particion.desde::%1$s <= $2::%1$s, TRUE)'
        ' AND coalesce(particion.hasta::%1$s > $2::%1$s, TRUE))',
        v_tipo
    ) INTO v_hay USING p_tabla, p_desde;
    RETURN v_hay;
END;
$$;

COMMENT ON FUNCTION etl.fnc_hay_particion(regclass, text)
IS 'Whether a partition, the default one apart, takes rows of a value of the table''s key.';
