CREATE OR REPLACE PROCEDURE reporting.sp_sync_cdi_to_reporting()
LANGUAGE plpgsql
AS $$
-- Purpose: brings the diagnoses of completed strokes (reporting.fnc_diagnostico_vigente) to the published
--   card of the same reading and to nothing else of it; the accuracy of each well's newest completed
--   stroke to the snapshot; that of the newest in an hour to the hour. Both are then evaluated.
-- Second run: writes nothing. An hour without a fact keeps its key until the fact is there.
-- Reads: universal.stroke, diagnostico, validacion_experta; queue cdi.
-- Writes: reporting.dataset_latest_dynacard, dataset_current_values, fact_operaciones_horarias;
--   enqueues the changed hours for derivados.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
BEGIN
    UPDATE reporting.dataset_latest_dynacard AS carta
    SET
        diagnostico_ia = nueva.patron,
        diagnostico_score = nueva.score,
        diagnostico_timestamp = nueva.diagnosticado_en,
        updated_at = v_ahora
    FROM (
        SELECT
            guardada.well_id,
            guardada.timestamp_carta,
            vigente.patron,
            vigente.score,
            vigente.diagnosticado_en
        FROM reporting.dataset_latest_dynacard AS guardada
        INNER JOIN universal.stroke AS stroke
            ON
                guardada.well_id = stroke.well_id
                AND guardada.timestamp_carta = stroke.timestamp_lectura
                AND stroke.estado = 'COMPLETADO'
        CROSS JOIN LATERAL reporting.fnc_diagnostico_vigente(stroke.stroke_id) AS vigente
        WHERE
            (guardada.diagnostico_ia, guardada.diagnostico_score, guardada.diagnostico_timestamp)
            IS DISTINCT FROM (vigente.patron, vigente.score, vigente.diagnosticado_en)
        ORDER BY guardada.well_id
        FOR NO KEY UPDATE OF guardada
    ) AS nueva
    WHERE carta.well_id = nueva.well_id AND carta.timestamp_carta = nueva.timestamp_carta;

    UPDATE reporting.dataset_current_values AS actual
    SET
        ai_accuracy_act = nuevo.acierto_pct,
        updated_at = v_ahora
    FROM (
        SELECT
            guardado.well_id,
            vigente.acierto_pct
        FROM reporting.dataset_current_values AS guardado
        LEFT JOIN LATERAL (
            SELECT stroke.stroke_id
            FROM universal.stroke AS stroke
            WHERE
                stroke.well_id = guardado.well_id
                AND stroke.estado = 'COMPLETADO'
                AND EXISTS (
                    SELECT
                    FROM universal.diagnostico AS diagnostico
                    WHERE diagnostico.stroke_id = stroke.stroke_id
                )
            ORDER BY stroke.timestamp_lectura DESC
            LIMIT 1
        ) AS stroke ON TRUE
        LEFT JOIN LATERAL reporting.fnc_diagnostico_vigente(stroke.stroke_id) AS vigente ON TRUE
        WHERE guardado.ai_accuracy_act IS DISTINCT FROM vigente.acierto_pct
        ORDER BY guardado.well_id
        FOR NO KEY UPDATE OF guardado
    ) AS nuevo
    WHERE actual.well_id = nuevo.well_id;
    IF FOUND THEN
        CALL reporting.aplicar_evaluacion_universal();
    END IF;

    CALL reporting.sp_sync_cdi_horas();
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_cdi_to_reporting
IS 'Diagnoses of completed strokes to the published cards, their accuracy (%) to snapshot and hours.';
