CREATE OR REPLACE PROCEDURE etl.sp_retencion()
LANGUAGE plpgsql
AS $$
-- Purpose: drops landing that arrived more than 30 days ago, see etl.sp_retener_landing, and deletes runs,
--   resolved alerts, messages about them and ended schedules older than 90 days.
-- Second run: finds nothing left. Writes: landing and what was noted about it, etl.etl_ejecuciones,
--   etl.alertas, etl.avisos, etl.ciclo_vigencias.
DECLARE
    v_corte_etl CONSTANT timestamptz := etl.fnc_ahora() - interval '90 days';
BEGIN
    CALL etl.sp_retener_landing();

    DELETE FROM etl.etl_ejecuciones AS ejecuciones
    WHERE ejecuciones.fecha_inicio < v_corte_etl AND ejecuciones.estado <> 'en_proceso';

    DELETE FROM etl.alertas AS alertas
    WHERE alertas.resuelta_en < v_corte_etl;

    DELETE FROM etl.avisos AS avisos
    WHERE avisos.cerrado_en < v_corte_etl;

    DELETE FROM etl.ciclo_vigencias AS vigencias
    WHERE vigencias.hasta < v_corte_etl;
END;
$$;

COMMENT ON PROCEDURE etl.sp_retencion
IS 'Drops landing that arrived over 30 days ago; deletes runs, alerts and schedules over 90 days old.';
