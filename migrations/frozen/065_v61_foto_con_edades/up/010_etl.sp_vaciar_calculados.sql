CREATE OR REPLACE PROCEDURE etl.sp_vaciar_calculados()
LANGUAGE plpgsql
AS $$
-- Purpose: first step of a full reset: empties every table that the chains compute, and enqueues every
--   hour with readings for all who read them: should the reset break off, the cycles do the rest.
--   Readings, masters, reserves, results of the models and configuration stay.
-- Second run: finds them empty and enqueues again.
-- Reads: stage.tbl_pozo_produccion, etl.consumidores. Writes: reporting.fact_*, dataset_*, tbl_*;
--   stage.tbl_dq_*, tbl_pozo_scada_dq, tbl_consistencia_resultados; etl.claves_sucias.
BEGIN
    TRUNCATE
        reporting.tbl_resumen_horario,
        reporting.tbl_cierre_contador,
        reporting.tbl_ultimas_medidas,
        reporting.fact_operaciones_horarias,
        reporting.fact_operaciones_diarias,
        reporting.fact_operaciones_mensuales,
        reporting.dataset_current_values,
        reporting.dataset_kpi_business,
        reporting.dataset_latest_dynacard,
        stage.tbl_pozo_scada_dq,
        stage.tbl_dq_resumen,
        stage.tbl_dq_resumen_horario,
        stage.tbl_consistencia_resultados;

    INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
    SELECT
        consumidores.consumidor,
        horas.well_id,
        horas.hora
    FROM (
        SELECT DISTINCT
            lecturas.well_id,
            date_bin('1 hour', lecturas.timestamp_lectura, '2000-01-01 00:00:00+00') AS hora
        FROM stage.tbl_pozo_produccion AS lecturas
    ) AS horas
    CROSS JOIN etl.consumidores AS consumidores
    WHERE consumidores.lecturas;
END;
$$;

COMMENT ON PROCEDURE etl.sp_vaciar_calculados
IS 'Empties everything computed before a full reset; readings, models and configuration stay.';
