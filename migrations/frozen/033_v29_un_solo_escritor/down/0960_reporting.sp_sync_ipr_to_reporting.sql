CREATE OR REPLACE PROCEDURE reporting.sp_sync_ipr_to_reporting()
LANGUAGE plpgsql
AS $$
-- Purpose: brings the inflow performance of each well to the snapshot (qmax of its newest curve;
--   efficiency of its newest operating point, else 100 · fluid / qmax, at most 100), and to each dirty hour
--   the qmax of the curve in force when it ended. NULL where there is no curve.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: universal.ipr_resultados, ipr_puntos_operacion; queue ipr.
-- Writes: reporting.dataset_current_values, fact_operaciones_horarias.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_pozos integer[];
    v_horas timestamptz[];
BEGIN
    UPDATE reporting.dataset_current_values AS c
    SET
        ipr_qmax_bpd = n.qmax,
        ipr_eficiencia_flujo_pct = n.eficiencia_pct,
        updated_at = v_ahora
    FROM (
        SELECT
            a.well_id,
            i.qmax,
            e.eficiencia_pct
        FROM reporting.dataset_current_values AS a
        LEFT JOIN LATERAL (
            SELECT r.qmax
            FROM universal.ipr_resultados AS r
            WHERE r.well_id = a.well_id AND r.qmax IS NOT NULL
            ORDER BY r.fecha_calculo DESC, r.created_at DESC, r.ipr_id DESC
            LIMIT 1
        ) AS i ON TRUE
        LEFT JOIN LATERAL (
            SELECT p.eficiencia
            FROM universal.ipr_puntos_operacion AS p
            WHERE p.well_id = a.well_id
            ORDER BY p.fecha_calculo DESC, p.punto_op_id DESC
            LIMIT 1
        ) AS p ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                coalesce(
                    p.eficiencia,
                    CASE
                        -- least() would take 100 for a rate that is not there
                        WHEN stage.fnc_calc_finito(i.qmax) > 0
                            AND stage.fnc_calc_finito(a.produccion_fluido_bpd_act) IS NOT NULL
                            THEN least(
                                100 * stage.fnc_calc_finito(a.produccion_fluido_bpd_act) / i.qmax, 100
                            )
                    END
                ) AS eficiencia_pct
        ) AS e
        WHERE
            (a.ipr_qmax_bpd, a.ipr_eficiencia_flujo_pct) IS DISTINCT FROM (i.qmax, e.eficiencia_pct)
        ORDER BY a.well_id
        FOR NO KEY UPDATE OF a
    ) AS n
    WHERE c.well_id = n.well_id;

    SELECT
        array_agg(c.well_id),
        array_agg(c.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('ipr', NULL, NULL, NULL) AS c;

    UPDATE reporting.fact_operaciones_horarias AS h
    SET ipr_qmax_teorico = n.qmax
    FROM (
        SELECT
            f.fecha_id,
            f.hora_id,
            f.pozo_id,
            i.qmax
        FROM (
            SELECT DISTINCT
                c.well_id,
                o.fecha_id,
                o.hora_id
            FROM unnest(v_pozos, v_horas) AS c (well_id, hora)
            CROSS JOIN LATERAL reporting.fnc_horas_operativas(c.hora, v_zona) AS o
        ) AS k
        INNER JOIN reporting.fact_operaciones_horarias AS f
            ON k.fecha_id = f.fecha_id AND k.hora_id = f.hora_id AND k.well_id = f.pozo_id
        LEFT JOIN LATERAL (
            SELECT r.qmax
            FROM universal.ipr_resultados AS r
            WHERE
                r.well_id = f.pozo_id
                AND r.qmax IS NOT NULL
                AND r.fecha_calculo < f.fecha_hora + interval '1 hour'
            ORDER BY r.fecha_calculo DESC, r.created_at DESC, r.ipr_id DESC
            LIMIT 1
        ) AS i ON TRUE
        WHERE f.ipr_qmax_teorico IS DISTINCT FROM i.qmax
        ORDER BY f.pozo_id, f.fecha_id, f.hora_id
        FOR NO KEY UPDATE OF f
    ) AS n
    WHERE h.fecha_id = n.fecha_id AND h.hora_id = n.hora_id AND h.pozo_id = n.pozo_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_ipr_to_reporting
IS 'Newest IPR curve and operating point to the snapshot (bpd, %), and to each hour the qmax in force then.';
