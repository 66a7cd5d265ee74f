CREATE OR REPLACE PROCEDURE etl.sp_vaciar_calculados()
LANGUAGE plpgsql
AS $$
-- Purpose: first step of a full reset: empties every table that the chains compute, and asks for the
--   newest card of each well, whatever its age. Readings, masters, reserves, results of the models and
--   configuration stay.
-- Second run: finds them empty. A chain over all time must follow.
-- Reads: stage.tbl_pozo_maestra. Writes: reporting.fact_*, dataset_*, tbl_*; stage.tbl_dq_*,
--   tbl_pozo_scada_dq, tbl_consistencia_resultados; etl.claves_sucias.
BEGIN
    TRUNCATE
        reporting.tbl_resumen_horario,
        reporting.tbl_cierre_contador,
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
        'carta' AS consumidor,
        well_id,
        '-infinity' AS hora
    FROM stage.tbl_pozo_maestra;
END;
$$;

COMMENT ON PROCEDURE etl.sp_vaciar_calculados
IS 'Empties everything computed before a full reset; readings, models and configuration stay.';
