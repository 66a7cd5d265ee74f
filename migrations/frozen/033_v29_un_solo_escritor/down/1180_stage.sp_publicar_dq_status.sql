CREATE OR REPLACE PROCEDURE stage.sp_publicar_dq_status(p_well_id integer DEFAULT NULL)
LANGUAGE plpgsql
AS $$
-- Purpose: dq_status of the snapshot, of the readings of the last 24 h: FAIL or WARNING where a verdict
--   says so, PASS where something was judged, else NO_DATA. Called after the quality rules and by the
--   snapshot itself, because the window moves with the clock.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: stage.tbl_pozo_scada_dq, tbl_dq_resumen_horario.
-- Writes: reporting.dataset_current_values (dq_status; one well or all).
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_desde CONSTANT timestamptz := v_ahora - interval '24 hours';
BEGIN
    UPDATE reporting.dataset_current_values AS s
    SET
        dq_status = n.dq_status,
        updated_at = v_ahora
    FROM (
        SELECT
            a.well_id,
            e.dq_status
        FROM reporting.dataset_current_values AS a
        CROSS JOIN LATERAL (
            SELECT
                CASE
                    WHEN bool_or(d.resultado_dq = 'FAIL') THEN 'FAIL'
                    WHEN bool_or(d.resultado_dq = 'WARNING') THEN 'WARNING'
                    WHEN count(*) > 0 OR EXISTS (
                        SELECT
                        FROM stage.tbl_dq_resumen_horario AS h
                        WHERE
                            h.well_id = a.well_id
                            AND h.hora > v_desde - interval '1 hour'
                            AND h.ultima_lectura > v_desde
                            AND 0 < ANY(h.evaluadas)
                    ) THEN 'PASS'
                    ELSE 'NO_DATA'
                END AS dq_status
            FROM stage.tbl_pozo_scada_dq AS d
            WHERE d.well_id = a.well_id AND d.timestamp_lectura > v_desde
        ) AS e
        WHERE
            a.dq_status IS DISTINCT FROM e.dq_status
            AND (p_well_id IS NULL OR a.well_id = p_well_id)
        ORDER BY a.well_id
        FOR NO KEY UPDATE OF a
    ) AS n
    WHERE s.well_id = n.well_id;
END;
$$;

COMMENT ON PROCEDURE stage.sp_publicar_dq_status
IS 'Data quality of the last 24 h (FAIL, WARNING, PASS, NO_DATA) into the snapshot, for one well or all.';
