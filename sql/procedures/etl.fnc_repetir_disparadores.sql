CREATE OR REPLACE FUNCTION etl.fnc_repetir_disparadores(p_particion regclass)
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: gives a partition the triggers that its table has for whole statements: those fire for statements
--   that name the table only, and the owner, or a pg_restore, may write to a partition itself. Returns how
--   many were made.
-- Second run: finds them there. Reads: pg_trigger, pg_inherits. Writes: triggers of p_particion.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off
DECLARE
    v_disparador record;
    v_hechos integer := 0;
BEGIN
    FOR v_disparador IN
        SELECT
            disparadores.tgname AS nombre,
            regexp_replace(
                pg_catalog.pg_get_triggerdef(disparadores.oid),
                ' ON \S+ (?=REFERENCING|FOR EACH)', format(' ON %s ', p_particion)
            ) AS definicion,
            pg_catalog.obj_description(disparadores.oid, 'pg_trigger') AS comentario
        FROM pg_catalog.pg_inherits AS herencia
        INNER JOIN pg_catalog.pg_trigger AS disparadores ON herencia.inhparent = disparadores.tgrelid
        WHERE herencia.inhrelid = p_particion
            AND NOT disparadores.tgisinternal
            AND disparadores.tgtype & 1 = 0 -- of statements, not of rows
            AND NOT EXISTS (
                SELECT
                FROM pg_catalog.pg_trigger AS propios
                WHERE propios.tgrelid = p_particion AND propios.tgname = disparadores.tgname
            )
        ORDER BY disparadores.tgname
    LOOP
        EXECUTE v_disparador.definicion;
        EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', v_disparador.nombre, p_particion, v_disparador.comentario);
        v_hechos := v_hechos + 1;
    END LOOP;
    RETURN v_hechos;
END;
$$;

COMMENT ON FUNCTION etl.fnc_repetir_disparadores(regclass)
IS 'Gives a partition the statement triggers of its table, for statements on the partition itself.';
