CREATE OR REPLACE FUNCTION etl.fnc_mover_de_default(
    p_tabla regclass,
    p_particion text,
    p_desde text,
    p_hasta text
)
RETURNS bigint
LANGUAGE plpgsql
AS $$
-- Purpose: makes the partition of a range of which the default partition holds rows already, and moves
--   them there, in the caller's transaction. Foreign keys on the table are taken off meanwhile and
--   checked again, its triggers are off: else the move would be a deletion for them. It enqueues nothing, no
--   value changes.
-- Second run: refused, the partition is there. Returns the rows moved.
-- Reads: pg_constraint, pg_partitioned_table. Writes: p_tabla's partitions. Names come from the catalog.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off
DECLARE
    v_clave CONSTANT text := (
        SELECT quote_ident(columnas.attname)
        FROM pg_catalog.pg_partitioned_table AS particionadas
        INNER JOIN pg_catalog.pg_attribute AS columnas
            ON particionadas.partrelid = columnas.attrelid AND particionadas.partattrs[0] = columnas.attnum
        WHERE particionadas.partrelid = p_tabla
    );
    v_default CONSTANT regclass := (
        SELECT particionadas.partdefid::regclass
        FROM pg_catalog.pg_partitioned_table AS particionadas
        WHERE particionadas.partrelid = p_tabla
    );
    v_referencia record;
    v_referencias text[] := ARRAY[]::text[];
    v_sentencia text;
    v_filas bigint;
BEGIN
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', p_tabla);
    FOR v_referencia IN
        SELECT
            restricciones.conrelid::regclass AS tabla,
            restricciones.conname AS nombre,
            pg_get_constraintdef(restricciones.oid) AS definicion,
            obj_description(restricciones.oid, 'pg_constraint') AS comentario
        FROM pg_catalog.pg_constraint AS restricciones
        WHERE restricciones.contype = 'f'
            AND restricciones.confrelid = p_tabla
            AND restricciones.conparentid = 0
        ORDER BY 1, 2
    LOOP
        -- squawk-ignore ban-drop-constraint: it is added again below
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', v_referencia.tabla, v_referencia.nombre);
        v_referencias := v_referencias || format(
            'ALTER TABLE %s ADD CONSTRAINT %I %s', v_referencia.tabla, v_referencia.nombre, v_referencia.definicion
        ) || format(
            'COMMENT ON CONSTRAINT %I ON %s IS %L', v_referencia.nombre, v_referencia.tabla, v_referencia.comentario
        );
    END LOOP;

    EXECUTE format(
        'CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)',
        p_particion, p_tabla
    );
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', v_default);
    EXECUTE format(
        'WITH sacadas AS (DELETE FROM %s WHERE %s >= %L AND %s < %L RETURNING *) INSERT INTO %s SELECT * FROM sacadas',
        v_default, v_clave, p_desde, v_clave, p_hasta, p_particion
    );
    GET DIAGNOSTICS v_filas := ROW_COUNT;
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', v_default);
    EXECUTE format(
        'ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', p_tabla, p_particion, p_desde, p_hasta
    );
    FOREACH v_sentencia IN ARRAY v_referencias LOOP
        EXECUTE v_sentencia;
    END LOOP;
    RETURN v_filas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_mover_de_default(regclass, text, text, text)
IS 'Makes a partition and moves its rows out of the default partition, foreign keys kept; rows moved.';
