CREATE OR REPLACE PROCEDURE reporting.sp_populate_defaults_kpi(p_cambiados integer[])
LANGUAGE plpgsql
AS $$
-- Purpose: baselines of the KPI rows, from dim_pozo. Part of sp_populate_defaults. Looks at the rows of
--   the last 31 days, and at all of a well in p_cambiados: cost does not grow with history, and
--   poblar_kpi_business gives new rows dim_pozo's baselines, so that older ones cannot differ.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: reporting.dim_pozo. Writes: reporting.dataset_kpi_business.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_hoy CONSTANT date := (v_ahora AT TIME ZONE referencial.fnc_zona_horaria())::date;
BEGIN
    UPDATE reporting.dataset_kpi_business AS k
    SET
        kpi_mtbf_hrs_baseline = n.mtbf_baseline,
        kpi_uptime_pct_baseline = n.kpi_uptime_pct_baseline,
        kpi_kwh_bbl_baseline = n.kpi_kwh_bbl_baseline,
        kpi_vol_eff_pct_baseline = n.vol_eff_baseline,
        ai_accuracy_baseline = n.ai_accuracy_baseline,
        fecha_calculo = v_ahora
    FROM (
        SELECT
            a.kpi_id,
            d.mtbf_baseline,
            d.kpi_uptime_pct_baseline,
            d.kpi_kwh_bbl_baseline,
            d.vol_eff_baseline,
            d.ai_accuracy_baseline
        FROM reporting.dataset_kpi_business AS a
        INNER JOIN reporting.dim_pozo AS d ON a.well_id = d.pozo_id
        WHERE
            (a.fecha > v_hoy - 31 OR a.well_id = ANY(p_cambiados))
            AND (
                a.kpi_mtbf_hrs_baseline,
                a.kpi_uptime_pct_baseline,
                a.kpi_kwh_bbl_baseline,
                a.kpi_vol_eff_pct_baseline,
                a.ai_accuracy_baseline
            ) IS DISTINCT FROM (
                d.mtbf_baseline,
                d.kpi_uptime_pct_baseline,
                d.kpi_kwh_bbl_baseline,
                d.vol_eff_baseline,
                d.ai_accuracy_baseline
            )
        ORDER BY a.well_id, a.fecha
        FOR NO KEY UPDATE OF a
    ) AS n
    WHERE k.kpi_id = n.kpi_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_populate_defaults_kpi
IS 'Part of sp_populate_defaults: baselines of the KPI rows, as in dim_pozo.';
