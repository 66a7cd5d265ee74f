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
        UPDATE reporting.dim_pozo AS d
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
                n.mtbf_baseline,
                n.kpi_uptime_pct_baseline,
                n.kpi_kwh_bbl_baseline,
                n.vol_eff_baseline,
                n.ai_accuracy_baseline,
                n.lift_efficiency_baseline,
                n.well_head_pressure_baseline,
                n.tarifa_kwh_usd,
                n.lifting_cost_usd_bbl,
                n.freq_vsd_hz,
                n.region
            ),
            fecha_ultima_actualizacion = v_ahora
        FROM (
            SELECT
                a.pozo_id,
                o.mtbf_baseline,
                o.kpi_uptime_pct_baseline,
                o.kpi_kwh_bbl_baseline,
                o.vol_eff_baseline,
                o.ai_accuracy_baseline,
                o.lift_efficiency_baseline,
                o.well_head_pressure_baseline,
                o.tarifa_kwh_usd,
                o.lifting_cost_usd_bbl,
                o.freq_vsd_hz,
                coalesce(nullif(btrim(m.region), ''), v_region) AS region
            FROM reporting.dim_pozo AS a
            INNER JOIN reporting.fnc_objetivos_pozo() AS o ON a.pozo_id = o.pozo_id
            LEFT JOIN stage.tbl_pozo_maestra AS m ON a.pozo_id = m.well_id
            WHERE (
                a.mtbf_baseline,
                a.kpi_uptime_pct_baseline,
                a.kpi_kwh_bbl_baseline,
                a.vol_eff_baseline,
                a.ai_accuracy_baseline,
                a.lift_efficiency_baseline,
                a.well_head_pressure_baseline,
                a.tarifa_kwh_usd,
                a.lifting_cost_usd_bbl,
                a.freq_vsd_hz,
                a.region
            ) IS DISTINCT FROM (
                o.mtbf_baseline,
                o.kpi_uptime_pct_baseline,
                o.kpi_kwh_bbl_baseline,
                o.vol_eff_baseline,
                o.ai_accuracy_baseline,
                o.lift_efficiency_baseline,
                o.well_head_pressure_baseline,
                o.tarifa_kwh_usd,
                o.lifting_cost_usd_bbl,
                o.freq_vsd_hz,
                coalesce(nullif(btrim(m.region), ''), v_region)
            )
            ORDER BY a.pozo_id
            FOR NO KEY UPDATE OF a
        ) AS n
        WHERE d.pozo_id = n.pozo_id
        RETURNING d.pozo_id
    )

    SELECT array_agg(c.pozo_id) INTO p_cambiados FROM cambiados AS c;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_populate_defaults_pozo
IS 'Part of sp_populate_defaults: baselines, constants and region of dim_pozo; gives the wells that changed.';
