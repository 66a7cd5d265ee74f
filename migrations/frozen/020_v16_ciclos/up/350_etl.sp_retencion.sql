CREATE OR REPLACE PROCEDURE etl.sp_retencion()
LANGUAGE plpgsql
AS $$
-- Purpose: drops landing older than 30 days, and deletes runs, resolved alerts and ended schedules older
--   than 90. Landing that the pivot has not taken for a well that exists stays until it has.
-- Second run: finds nothing left. Reads: stage.tbl_pozo_maestra.
-- Writes: partitions of stage.landing_scada_data, etl.cargas_pendientes, etl.etl_ejecuciones,
--   etl.alertas, etl.ciclo_vigencias.
DECLARE
    v_corte timestamptz := date_trunc('day', etl.fnc_ahora() - interval '30 days', 'UTC');
    v_corte_etl CONSTANT timestamptz := etl.fnc_ahora() - interval '90 days';
    v_particion record;
BEGIN
    v_corte := least(v_corte, (
        SELECT date_trunc('day', min(pendientes.cargado_en), 'UTC')
        FROM etl.cargas_pendientes AS pendientes
        INNER JOIN stage.tbl_pozo_maestra AS maestra ON pendientes.unit_id = maestra.well_id
    ));
    FOR v_particion IN
        SELECT particiones.inhrelid::regclass AS nombre
        FROM pg_catalog.pg_inherits AS particiones
        INNER JOIN pg_catalog.pg_class AS clases ON particiones.inhrelid = clases.oid
        WHERE particiones.inhparent = 'stage.landing_scada_data'::regclass
            AND substring(
                pg_get_expr(clases.relpartbound, clases.oid) FROM $q$ TO \('([^']+)'\)$q$
            )::timestamptz <= v_corte
        ORDER BY 1
    LOOP
        -- squawk-ignore ban-drop-table: a partition past its retention
        EXECUTE format('DROP TABLE %s', v_particion.nombre);
    END LOOP;

    DELETE FROM stage.landing_scada_data_default AS sobrantes
    WHERE sobrantes.cargado_en < v_corte;

    DELETE FROM etl.cargas_pendientes AS pendientes
    WHERE pendientes.cargado_en < v_corte;

    DELETE FROM etl.etl_ejecuciones AS ejecuciones
    WHERE ejecuciones.fecha_inicio < v_corte_etl AND ejecuciones.estado <> 'en_proceso';

    DELETE FROM etl.alertas AS alertas
    WHERE alertas.resuelta_en < v_corte_etl;

    DELETE FROM etl.ciclo_vigencias AS vigencias
    WHERE vigencias.hasta < v_corte_etl;
END;
$$;

COMMENT ON PROCEDURE etl.sp_retencion
IS 'Drops landing older than 30 days; deletes runs, resolved alerts and ended schedules older than 90.';
