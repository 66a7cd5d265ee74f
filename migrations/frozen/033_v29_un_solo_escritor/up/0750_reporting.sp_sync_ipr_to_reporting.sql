CREATE OR REPLACE PROCEDURE reporting.sp_sync_ipr_to_reporting()
LANGUAGE plpgsql
AS $$
-- Purpose: brings the inflow performance of each well to the snapshot (qmax of its newest curve;
--   efficiency of its newest operating point, else 100 · fluid / qmax, at most 100), and to each dirty hour
--   the qmax of the curve in force when it ended. NULL where there is no curve.
-- Second run: writes nothing; only rows that differ are locked, in key order, and written.
-- Reads: universal.ipr_resultados, ipr_puntos_operacion; queue ipr.
-- Writes: reporting.dataset_current_values, fact_operaciones_horarias.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_pozos integer[];
    v_horas timestamptz[];
BEGIN
    UPDATE reporting.dataset_current_values AS actual
    SET
        ipr_qmax_bpd = nuevo.qmax,
        ipr_eficiencia_flujo_pct = nuevo.eficiencia_pct,
        updated_at = v_ahora
    FROM (
        SELECT
            guardado.well_id,
            curva.qmax,
            eficiencia.eficiencia_pct
        FROM reporting.dataset_current_values AS guardado
        LEFT JOIN LATERAL (
            SELECT curva.qmax
            FROM universal.ipr_resultados AS curva
            WHERE curva.well_id = guardado.well_id AND curva.qmax IS NOT NULL
            ORDER BY curva.fecha_calculo DESC, curva.created_at DESC, curva.ipr_id DESC
            LIMIT 1
        ) AS curva ON TRUE
        LEFT JOIN LATERAL (
            SELECT punto.eficiencia
            FROM universal.ipr_puntos_operacion AS punto
            WHERE punto.well_id = guardado.well_id
            ORDER BY punto.fecha_calculo DESC, punto.punto_op_id DESC
            LIMIT 1
        ) AS punto ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                coalesce(
                    punto.eficiencia,
                    CASE
                        -- least() would take 100 for a rate that is not there
                        WHEN stage.fnc_calc_finito(curva.qmax) > 0
                            AND stage.fnc_calc_finito(guardado.produccion_fluido_bpd_act) IS NOT NULL
                            THEN least(
                                100 * stage.fnc_calc_finito(guardado.produccion_fluido_bpd_act) / curva.qmax,
                                100
                            )
                    END
                ) AS eficiencia_pct
        ) AS eficiencia
        WHERE
            (guardado.ipr_qmax_bpd, guardado.ipr_eficiencia_flujo_pct)
            IS DISTINCT FROM (curva.qmax, eficiencia.eficiencia_pct)
        ORDER BY guardado.well_id
        FOR NO KEY UPDATE OF guardado
    ) AS nuevo
    WHERE actual.well_id = nuevo.well_id;

    SELECT
        array_agg(claves.well_id),
        array_agg(claves.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('ipr', NULL, NULL, NULL) AS claves;

    UPDATE reporting.fact_operaciones_horarias AS hora
    SET ipr_qmax_teorico = nueva.qmax
    FROM (
        SELECT
            guardada.fecha_id,
            guardada.hora_id,
            guardada.pozo_id,
            curva.qmax
        FROM (
            SELECT DISTINCT
                clave.well_id,
                operativa.fecha_id,
                operativa.hora_id
            FROM unnest(v_pozos, v_horas) AS clave (well_id, hora)
            CROSS JOIN LATERAL reporting.fnc_horas_operativas(clave.hora, v_zona) AS operativa
        ) AS tocada
        INNER JOIN reporting.fact_operaciones_horarias AS guardada
            ON
                tocada.fecha_id = guardada.fecha_id
                AND tocada.hora_id = guardada.hora_id
                AND tocada.well_id = guardada.pozo_id
        LEFT JOIN LATERAL (
            SELECT curva.qmax
            FROM universal.ipr_resultados AS curva
            WHERE
                curva.well_id = guardada.pozo_id
                AND curva.qmax IS NOT NULL
                AND curva.fecha_calculo < guardada.fecha_hora + interval '1 hour'
            ORDER BY curva.fecha_calculo DESC, curva.created_at DESC, curva.ipr_id DESC
            LIMIT 1
        ) AS curva ON TRUE
        WHERE guardada.ipr_qmax_teorico IS DISTINCT FROM curva.qmax
        ORDER BY guardada.fecha_id, guardada.hora_id, guardada.pozo_id
        FOR NO KEY UPDATE OF guardada
    ) AS nueva
    WHERE hora.fecha_id = nueva.fecha_id AND hora.hora_id = nueva.hora_id AND hora.pozo_id = nueva.pozo_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_ipr_to_reporting
IS 'Newest IPR curve and operating point to the snapshot (bpd, %), and to each hour the qmax in force then.';
