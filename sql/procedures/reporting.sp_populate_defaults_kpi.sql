CREATE OR REPLACE PROCEDURE reporting.sp_populate_defaults_kpi(p_cambiados integer[])
LANGUAGE plpgsql
AS $$
-- Purpose: baselines of the KPI rows, from dim_pozo. Part of sp_populate_defaults. Looks at the rows of
--   the last 31 days, and at all of a well in p_cambiados: cost does not grow with history, and
--   poblar_kpi_business gives new rows dim_pozo's baselines, so that older ones cannot differ.
-- Second run: writes nothing; only rows that differ are locked, in key order, and written.
-- Reads: reporting.dim_pozo. Writes: reporting.dataset_kpi_business.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_hoy CONSTANT date := (v_ahora AT TIME ZONE referencial.fnc_zona_horaria())::date;
BEGIN
    UPDATE reporting.dataset_kpi_business AS kpi
    SET
        kpi_mtbf_hrs_baseline = nueva.mtbf_baseline,
        kpi_uptime_pct_baseline = nueva.kpi_uptime_pct_baseline,
        kpi_kwh_bbl_baseline = nueva.kpi_kwh_bbl_baseline,
        kpi_vol_eff_pct_baseline = nueva.vol_eff_baseline,
        ai_accuracy_baseline = nueva.ai_accuracy_baseline,
        fecha_calculo = v_ahora
    FROM (
        SELECT
            guardada.kpi_id,
            pozo.mtbf_baseline,
            pozo.kpi_uptime_pct_baseline,
            pozo.kpi_kwh_bbl_baseline,
            pozo.vol_eff_baseline,
            pozo.ai_accuracy_baseline
        FROM reporting.dataset_kpi_business AS guardada
        INNER JOIN reporting.dim_pozo AS pozo ON guardada.well_id = pozo.pozo_id
        WHERE
            (guardada.fecha > v_hoy - 31 OR guardada.well_id = ANY(p_cambiados))
            AND (
                guardada.kpi_mtbf_hrs_baseline,
                guardada.kpi_uptime_pct_baseline,
                guardada.kpi_kwh_bbl_baseline,
                guardada.kpi_vol_eff_pct_baseline,
                guardada.ai_accuracy_baseline
            ) IS DISTINCT FROM (
                pozo.mtbf_baseline,
                pozo.kpi_uptime_pct_baseline,
                pozo.kpi_kwh_bbl_baseline,
                pozo.vol_eff_baseline,
                pozo.ai_accuracy_baseline
            )
        ORDER BY guardada.fecha, guardada.well_id
        FOR NO KEY UPDATE OF guardada
    ) AS nueva
    WHERE kpi.kpi_id = nueva.kpi_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_populate_defaults_kpi
IS 'Part of sp_populate_defaults: baselines of the KPI rows, as in dim_pozo.';
