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
    UPDATE reporting.dataset_latest_dynacard AS k
    SET
        diagnostico_ia = n.patron,
        diagnostico_score = n.score,
        diagnostico_timestamp = n.diagnosticado_en,
        updated_at = v_ahora
    FROM (
        SELECT
            a.well_id,
            a.timestamp_carta,
            d.patron,
            d.score,
            d.diagnosticado_en
        FROM reporting.dataset_latest_dynacard AS a
        INNER JOIN universal.stroke AS s
            ON a.well_id = s.well_id AND a.timestamp_carta = s.timestamp_lectura AND s.estado = 'COMPLETADO'
        CROSS JOIN LATERAL reporting.fnc_diagnostico_vigente(s.stroke_id) AS d
        WHERE
            (a.diagnostico_ia, a.diagnostico_score, a.diagnostico_timestamp)
            IS DISTINCT FROM (d.patron, d.score, d.diagnosticado_en)
        ORDER BY a.well_id
        FOR NO KEY UPDATE OF a
    ) AS n
    WHERE k.well_id = n.well_id AND k.timestamp_carta = n.timestamp_carta;

    UPDATE reporting.dataset_current_values AS c
    SET
        ai_accuracy_act = n.acierto_pct,
        updated_at = v_ahora
    FROM (
        SELECT
            a.well_id,
            d.acierto_pct
        FROM reporting.dataset_current_values AS a
        LEFT JOIN LATERAL (
            SELECT s.stroke_id
            FROM universal.stroke AS s
            WHERE
                s.well_id = a.well_id
                AND s.estado = 'COMPLETADO'
                AND EXISTS (SELECT FROM universal.diagnostico AS g WHERE g.stroke_id = s.stroke_id)
            ORDER BY s.timestamp_lectura DESC
            LIMIT 1
        ) AS s ON TRUE
        LEFT JOIN LATERAL reporting.fnc_diagnostico_vigente(s.stroke_id) AS d ON TRUE
        WHERE a.ai_accuracy_act IS DISTINCT FROM d.acierto_pct
        ORDER BY a.well_id
        FOR NO KEY UPDATE OF a
    ) AS n
    WHERE c.well_id = n.well_id;
    IF FOUND THEN
        CALL reporting.aplicar_evaluacion_universal();
    END IF;

    CALL reporting.sp_sync_cdi_horas();
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_cdi_to_reporting
IS 'Diagnoses of completed strokes to the published cards, their accuracy (%) to snapshot and hours.';
