CREATE OR REPLACE PROCEDURE reporting.sp_populate_defaults_foto()
LANGUAGE plpgsql
AS $$
-- Purpose: baselines and constants of the snapshot, from dim_pozo. Part of sp_populate_defaults. A row
--   that is missing is made, so that it is whole when actualizar_current_values_v4 has run.
-- Second run: writes nothing. Reads: reporting.dim_pozo, stage.tbl_pozo_maestra.
-- Writes: reporting.dataset_current_values.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
BEGIN
    INSERT INTO reporting.dataset_current_values AS actual (
        well_id,
        mtbf_baseline,
        kpi_uptime_pct_baseline,
        kpi_kwh_bbl_baseline,
        vol_eff_baseline,
        ai_accuracy_baseline,
        lift_efficiency_baseline,
        whp_baseline,
        freq_vsd_hz,
        updated_at
    )
    SELECT
        pozo.pozo_id,
        pozo.mtbf_baseline,
        pozo.kpi_uptime_pct_baseline,
        pozo.kpi_kwh_bbl_baseline,
        pozo.vol_eff_baseline,
        pozo.ai_accuracy_baseline,
        pozo.lift_efficiency_baseline,
        pozo.well_head_pressure_baseline,
        pozo.freq_vsd_hz,
        v_ahora AS updated_at
    FROM reporting.dim_pozo AS pozo
    INNER JOIN stage.tbl_pozo_maestra AS maestra ON pozo.pozo_id = maestra.well_id
    ORDER BY pozo.pozo_id
    ON CONFLICT (well_id) DO UPDATE
    SET
        mtbf_baseline = excluded.mtbf_baseline,
        kpi_uptime_pct_baseline = excluded.kpi_uptime_pct_baseline,
        kpi_kwh_bbl_baseline = excluded.kpi_kwh_bbl_baseline,
        vol_eff_baseline = excluded.vol_eff_baseline,
        ai_accuracy_baseline = excluded.ai_accuracy_baseline,
        lift_efficiency_baseline = excluded.lift_efficiency_baseline,
        whp_baseline = excluded.whp_baseline,
        freq_vsd_hz = excluded.freq_vsd_hz,
        updated_at = excluded.updated_at
    WHERE (
        actual.mtbf_baseline,
        actual.kpi_uptime_pct_baseline,
        actual.kpi_kwh_bbl_baseline,
        actual.vol_eff_baseline,
        actual.ai_accuracy_baseline,
        actual.lift_efficiency_baseline,
        actual.whp_baseline,
        actual.freq_vsd_hz
    ) IS DISTINCT FROM (
        excluded.mtbf_baseline,
        excluded.kpi_uptime_pct_baseline,
        excluded.kpi_kwh_bbl_baseline,
        excluded.vol_eff_baseline,
        excluded.ai_accuracy_baseline,
        excluded.lift_efficiency_baseline,
        excluded.whp_baseline,
        excluded.freq_vsd_hz
    );
END;
$$;

COMMENT ON PROCEDURE reporting.sp_populate_defaults_foto
IS 'Part of sp_populate_defaults: baselines and constants of the snapshot, as in dim_pozo.';
