CREATE OR REPLACE PROCEDURE reporting.sp_populate_defaults_pozo(INOUT p_cambiados integer[])
LANGUAGE plpgsql
AS $$
-- Purpose: baselines and constants of dim_pozo, by reporting.fnc_objetivos_pozo (own limit's baseline,
--   else the configured default), and the region: the master's, else DEFAULT/region. Part of
--   sp_populate_defaults. p_cambiados comes back with the wells that changed.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: reporting.fnc_objetivos_pozo, stage.tbl_pozo_maestra, referencial.tbl_config_kpi.
-- Writes: reporting.dim_pozo.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_region CONSTANT text := referencial.fnc_config_texto('DEFAULT', 'region');
BEGIN
    WITH cambiados AS (
        UPDATE reporting.dim_pozo AS pozo
        SET
            (
                mtbf_baseline,
                kpi_uptime_pct_baseline,
                kpi_kwh_bbl_baseline,
                vol_eff_baseline,
                ai_accuracy_baseline,
                lift_efficiency_baseline,
                well_head_pressure_baseline,
                tarifa_kwh_usd,
                lifting_cost_usd_bbl,
                freq_vsd_hz,
                region
            ) = ROW(
                nuevo.mtbf_baseline,
                nuevo.kpi_uptime_pct_baseline,
                nuevo.kpi_kwh_bbl_baseline,
                nuevo.vol_eff_baseline,
                nuevo.ai_accuracy_baseline,
                nuevo.lift_efficiency_baseline,
                nuevo.well_head_pressure_baseline,
                nuevo.tarifa_kwh_usd,
                nuevo.lifting_cost_usd_bbl,
                nuevo.freq_vsd_hz,
                nuevo.region
            ),
            fecha_ultima_actualizacion = v_ahora
        FROM (
            SELECT
                guardado.pozo_id,
                objetivo.mtbf_baseline,
                objetivo.kpi_uptime_pct_baseline,
                objetivo.kpi_kwh_bbl_baseline,
                objetivo.vol_eff_baseline,
                objetivo.ai_accuracy_baseline,
                objetivo.lift_efficiency_baseline,
                objetivo.well_head_pressure_baseline,
                objetivo.tarifa_kwh_usd,
                objetivo.lifting_cost_usd_bbl,
                objetivo.freq_vsd_hz,
                coalesce(nullif(btrim(maestra.region), ''), v_region) AS region
            FROM reporting.dim_pozo AS guardado
            INNER JOIN reporting.fnc_objetivos_pozo() AS objetivo ON guardado.pozo_id = objetivo.pozo_id
            LEFT JOIN stage.tbl_pozo_maestra AS maestra ON guardado.pozo_id = maestra.well_id
            WHERE (
                guardado.mtbf_baseline,
                guardado.kpi_uptime_pct_baseline,
                guardado.kpi_kwh_bbl_baseline,
                guardado.vol_eff_baseline,
                guardado.ai_accuracy_baseline,
                guardado.lift_efficiency_baseline,
                guardado.well_head_pressure_baseline,
                guardado.tarifa_kwh_usd,
                guardado.lifting_cost_usd_bbl,
                guardado.freq_vsd_hz,
                guardado.region
            ) IS DISTINCT FROM (
                objetivo.mtbf_baseline,
                objetivo.kpi_uptime_pct_baseline,
                objetivo.kpi_kwh_bbl_baseline,
                objetivo.vol_eff_baseline,
                objetivo.ai_accuracy_baseline,
                objetivo.lift_efficiency_baseline,
                objetivo.well_head_pressure_baseline,
                objetivo.tarifa_kwh_usd,
                objetivo.lifting_cost_usd_bbl,
                objetivo.freq_vsd_hz,
                coalesce(nullif(btrim(maestra.region), ''), v_region)
            )
            ORDER BY guardado.pozo_id
            FOR NO KEY UPDATE OF guardado
        ) AS nuevo
        WHERE pozo.pozo_id = nuevo.pozo_id
        RETURNING pozo.pozo_id
    )

    SELECT array_agg(cambiados.pozo_id) INTO p_cambiados FROM cambiados;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_populate_defaults_pozo
IS 'Part of sp_populate_defaults: baselines, constants and region of dim_pozo; gives the wells that changed.';
