CREATE OR REPLACE PROCEDURE reporting.actualizar_current_values_v4()
LANGUAGE plpgsql
AS $$
-- Purpose: the snapshot: the newest value of each measure (sp_cargar_ultimas_medidas), then
--   reporting.vw_foto_pozos for every well of the master in every run, because minutes silent, ages,
--   communication and today move with the clock; a well that was taken out of the
--   master goes. dq_status by stage.sp_publicar_dq_status, whose window moves as well.
-- Second run at the same time: writes nothing.
-- Reads: queue foto, reporting.vw_foto_pozos. Writes: reporting.tbl_ultimas_medidas,
--   reporting.dataset_current_values (its own columns only).
BEGIN
    CALL reporting.sp_cargar_ultimas_medidas();
    PERFORM etl.fnc_guardar(
        'reporting.dataset_current_values', 'reporting.vw_foto_pozos', p_ambito => 'TRUE'
    );
    CALL stage.sp_publicar_dq_status();
END;
$$;

COMMENT ON PROCEDURE reporting.actualizar_current_values_v4
IS 'Snapshot of every well: newest value of each measure and its time, communication, '
'card, daily KPIs, targets and data quality.';
