DROP TRIGGER tg_encolar_movida ON stage.tbl_pozo_produccion;

DO $$
DECLARE
    v_disparador record;
BEGIN
    FOR v_disparador IN
        SELECT
            propios.tgname AS nombre,
            herencia.inhrelid::regclass AS particion
        FROM pg_catalog.pg_inherits AS herencia
        INNER JOIN pg_catalog.pg_trigger AS disparadores ON herencia.inhparent = disparadores.tgrelid
        INNER JOIN pg_catalog.pg_trigger AS propios
            ON herencia.inhrelid = propios.tgrelid AND disparadores.tgname = propios.tgname
        WHERE herencia.inhparent IN ('stage.tbl_pozo_produccion'::regclass, 'stage.landing_scada_data'::regclass)
            AND NOT propios.tgisinternal
            AND propios.tgparentid = 0
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', v_disparador.nombre, v_disparador.particion);
    END LOOP;
END;
$$;
