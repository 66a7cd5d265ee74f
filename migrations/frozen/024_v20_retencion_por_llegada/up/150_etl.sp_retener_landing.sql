CREATE OR REPLACE PROCEDURE etl.sp_retener_landing()
LANGUAGE plpgsql
AS $$
-- Purpose: drops landing that arrived more than 30 days ago, whatever times it is stamped with, and what was
--   noted about it: see etl.fnc_dias_vencidos. Each deletion decides by what it sees itself, the dropping of
--   a partition under a lock that no loader holds any more: what was committed meanwhile stays.
-- Second run: finds nothing left. Reads: etl.fnc_dias_vencidos, etl.fnc_particiones.
-- Writes: stage.landing_scada_data and its partitions, stage.tbl_landing_rechazos, etl.cargas_pendientes,
--   etl.llegadas.
DECLARE
    v_limite CONSTANT timestamptz := date_trunc('day', etl.fnc_ahora() - interval '30 days', 'UTC');
    v_particion record;
    v_dia date;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'retention needs isolation level "read committed"'
        USING
            ERRCODE = 'invalid_transaction_state',
            HINT = 'A snapshot taken before its locks does not show what loaders committed meanwhile.';
    END IF;
    PERFORM etl.fnc_cerrar_candado('pivote'); -- no load is half taken meanwhile
    PERFORM etl.fnc_cerrar_candado('particiones');
    FOR v_particion IN
        SELECT
            particiones.particion AS nombre,
            (particiones.desde::timestamptz AT TIME ZONE 'UTC')::date AS desde,
            ((particiones.hasta::timestamptz - interval '1 microsecond') AT TIME ZONE 'UTC')::date AS hasta
        FROM etl.fnc_particiones('stage.landing_scada_data') AS particiones
        WHERE particiones.hasta::timestamptz <= v_limite
        ORDER BY particiones.hasta::timestamptz
    LOOP
        CONTINUE WHEN NOT etl.fnc_particion_vencida(v_particion.nombre, v_particion.desde, v_particion.hasta);
        LOCK TABLE stage.landing_scada_data IN ACCESS EXCLUSIVE MODE;
        CONTINUE WHEN NOT etl.fnc_particion_vencida(v_particion.nombre, v_particion.desde, v_particion.hasta);
        -- squawk-ignore ban-drop-table: a partition past its retention
        EXECUTE format('DROP TABLE %s', v_particion.nombre);
    END LOOP;

    FOR v_dia IN SELECT etl.fnc_dias_vencidos() LOOP -- what is left of them lies in the default partition
        DELETE FROM stage.landing_scada_data AS sobrantes
        WHERE sobrantes.cargado_en >= v_dia::timestamp AT TIME ZONE 'UTC'
            AND sobrantes.cargado_en < (v_dia + 1)::timestamp AT TIME ZONE 'UTC'
            AND v_dia IN (SELECT etl.fnc_dias_vencidos());
    END LOOP;

    DELETE FROM etl.cargas_pendientes AS pendientes -- of units that are not in the master
    WHERE (pendientes.cargado_en AT TIME ZONE 'UTC')::date IN (SELECT etl.fnc_dias_vencidos());

    DELETE FROM stage.tbl_landing_rechazos AS rechazos
    WHERE rechazos.ultima_vez < v_limite
        AND NOT EXISTS (
            SELECT
            FROM etl.llegadas AS llegadas
            WHERE llegadas.dia = (rechazos.ultima_vez AT TIME ZONE 'UTC')::date
                AND llegadas.llegada >= etl.fnc_corte_landing()
        );

    DELETE FROM etl.llegadas AS llegadas
    WHERE llegadas.dia IN (SELECT etl.fnc_dias_vencidos());
END;
$$;

COMMENT ON PROCEDURE etl.sp_retener_landing
IS 'Drops landing that arrived more than 30 days ago, unless a known well still waits for the pivot.';
