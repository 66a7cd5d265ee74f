CREATE OR REPLACE PROCEDURE reporting.sp_derivar_horas(
    p_pozos integer[],
    p_fechas integer[],
    p_horas integer[],
    INOUT p_cambiados_pozos integer[] DEFAULT NULL,
    INOUT p_cambiados_horas timestamptz[] DEFAULT NULL
)
LANGUAGE plpgsql
AS $$
-- Purpose: writes what reporting.fnc_horas_derivadas gives for these hours (well, day, hour as three
--   arrays) and judges the six KPIs against dim_pozo's targets and baselines of now. Long because each
--   verdict lands in six columns. The last two arguments come back with wells and times of changed hours.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: see fnc_horas_derivadas; reporting.dim_pozo, referencial.fnc_evaluar_variable.
-- Writes: reporting.fact_operaciones_horarias.
BEGIN
    WITH cambiadas AS (
        SELECT
            d.pozo_id,
            d.fecha_id,
            d.hora_id,
            d.nivel_ft AS fluid_level_tvd_ft,
            d.teorico_bbl AS volumen_teorico_hora_bbl,
            d.mtbf_hrs AS kpi_mtbf_hrs,
            d.uptime_pct AS kpi_uptime_pct,
            d.kwh_bbl AS kpi_kwh_bbl,
            d.efic_vol_pct AS kpi_efic_vol_pct,
            p.mtbf_target AS kpi_mtbf_target,
            p.mtbf_baseline AS kpi_mtbf_baseline,
            mtbf.variance_pct AS kpi_mtbf_variance_pct,
            mtbf.status_level AS kpi_mtbf_status_level,
            mtbf.severity_label AS kpi_mtbf_severity_label,
            mtbf.status_color AS kpi_mtbf_status_color,
            p.kpi_uptime_pct_target AS kpi_uptime_target,
            p.kpi_uptime_pct_baseline AS kpi_uptime_baseline,
            uptime.variance_pct AS kpi_uptime_variance_pct,
            uptime.status_level AS kpi_uptime_status_level,
            uptime.severity_label AS kpi_uptime_severity_label,
            uptime.status_color AS kpi_uptime_status_color,
            p.kpi_kwh_bbl_target,
            p.kpi_kwh_bbl_baseline,
            energia.variance_pct AS kpi_kwh_bbl_variance_pct,
            energia.status_level AS kpi_kwh_bbl_status_level,
            energia.severity_label AS kpi_kwh_bbl_severity_label,
            energia.status_color AS kpi_kwh_bbl_status_color,
            p.vol_eff_target AS kpi_vol_eff_target,
            p.vol_eff_baseline AS kpi_vol_eff_baseline,
            vol_eff.variance_pct AS kpi_vol_eff_variance_pct,
            vol_eff.status_level AS kpi_vol_eff_status_level,
            vol_eff.severity_label AS kpi_vol_eff_severity_label,
            vol_eff.status_color AS kpi_vol_eff_status_color,
            p.ai_accuracy_target AS kpi_ai_accuracy_target,
            p.ai_accuracy_baseline AS kpi_ai_accuracy_baseline,
            acierto.variance_pct AS kpi_ai_accuracy_variance_pct,
            acierto.status_level AS kpi_ai_accuracy_status_level,
            acierto.severity_label AS kpi_ai_accuracy_severity_label,
            acierto.status_color AS kpi_ai_accuracy_status_color,
            p.lift_efficiency_target AS kpi_lift_eff_target,
            p.lift_efficiency_baseline AS kpi_lift_eff_baseline,
            lift.variance_pct AS kpi_lift_eff_variance_pct,
            lift.status_level AS kpi_lift_eff_status_level,
            lift.severity_label AS kpi_lift_eff_severity_label,
            lift.status_color AS kpi_lift_eff_status_color
        FROM reporting.fnc_horas_derivadas(p_pozos, p_fechas, p_horas) AS d
        INNER JOIN reporting.dim_pozo AS p ON d.pozo_id = p.pozo_id
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            'kpi_mtbf', d.mtbf_hrs, p.mtbf_target, p.mtbf_baseline
        ) AS mtbf
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            'kpi_uptime', d.uptime_pct, p.kpi_uptime_pct_target, p.kpi_uptime_pct_baseline
        ) AS uptime
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            'kpi_kwh_bbl', d.kwh_bbl, p.kpi_kwh_bbl_target, p.kpi_kwh_bbl_baseline
        ) AS energia
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            'kpi_vol_eff', d.efic_vol_pct, p.vol_eff_target, p.vol_eff_baseline
        ) AS vol_eff
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            'ai_accuracy', d.acierto_pct, p.ai_accuracy_target, p.ai_accuracy_baseline
        ) AS acierto
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            'lift_efficiency', d.lift_pct, p.lift_efficiency_target, p.lift_efficiency_baseline
        ) AS lift
        INNER JOIN reporting.fact_operaciones_horarias AS f
            ON d.fecha_id = f.fecha_id AND d.hora_id = f.hora_id AND d.pozo_id = f.pozo_id
        WHERE (
            f.fluid_level_tvd_ft,
            f.volumen_teorico_hora_bbl,
            f.kpi_mtbf_hrs,
            f.kpi_uptime_pct,
            f.kpi_kwh_bbl,
            f.kpi_efic_vol_pct,
            f.kpi_mtbf_target,
            f.kpi_mtbf_baseline,
            f.kpi_mtbf_variance_pct,
            f.kpi_mtbf_status_level,
            f.kpi_mtbf_severity_label,
            f.kpi_mtbf_status_color,
            f.kpi_uptime_target,
            f.kpi_uptime_baseline,
            f.kpi_uptime_variance_pct,
            f.kpi_uptime_status_level,
            f.kpi_uptime_severity_label,
            f.kpi_uptime_status_color,
            f.kpi_kwh_bbl_target,
            f.kpi_kwh_bbl_baseline,
            f.kpi_kwh_bbl_variance_pct,
            f.kpi_kwh_bbl_status_level,
            f.kpi_kwh_bbl_severity_label,
            f.kpi_kwh_bbl_status_color,
            f.kpi_vol_eff_target,
            f.kpi_vol_eff_baseline,
            f.kpi_vol_eff_variance_pct,
            f.kpi_vol_eff_status_level,
            f.kpi_vol_eff_severity_label,
            f.kpi_vol_eff_status_color,
            f.kpi_ai_accuracy_target,
            f.kpi_ai_accuracy_baseline,
            f.kpi_ai_accuracy_variance_pct,
            f.kpi_ai_accuracy_status_level,
            f.kpi_ai_accuracy_severity_label,
            f.kpi_ai_accuracy_status_color,
            f.kpi_lift_eff_target,
            f.kpi_lift_eff_baseline,
            f.kpi_lift_eff_variance_pct,
            f.kpi_lift_eff_status_level,
            f.kpi_lift_eff_severity_label,
            f.kpi_lift_eff_status_color
        ) IS DISTINCT FROM (
            d.nivel_ft,
            d.teorico_bbl,
            d.mtbf_hrs,
            d.uptime_pct,
            d.kwh_bbl,
            d.efic_vol_pct,
            p.mtbf_target,
            p.mtbf_baseline,
            mtbf.variance_pct,
            mtbf.status_level,
            mtbf.severity_label,
            mtbf.status_color,
            p.kpi_uptime_pct_target,
            p.kpi_uptime_pct_baseline,
            uptime.variance_pct,
            uptime.status_level,
            uptime.severity_label,
            uptime.status_color,
            p.kpi_kwh_bbl_target,
            p.kpi_kwh_bbl_baseline,
            energia.variance_pct,
            energia.status_level,
            energia.severity_label,
            energia.status_color,
            p.vol_eff_target,
            p.vol_eff_baseline,
            vol_eff.variance_pct,
            vol_eff.status_level,
            vol_eff.severity_label,
            vol_eff.status_color,
            p.ai_accuracy_target,
            p.ai_accuracy_baseline,
            acierto.variance_pct,
            acierto.status_level,
            acierto.severity_label,
            acierto.status_color,
            p.lift_efficiency_target,
            p.lift_efficiency_baseline,
            lift.variance_pct,
            lift.status_level,
            lift.severity_label,
            lift.status_color
        )
        ORDER BY f.pozo_id, f.fecha_id, f.hora_id
        FOR NO KEY UPDATE OF f
    ),

    escritas AS (
        UPDATE reporting.fact_operaciones_horarias AS f
        SET
            fluid_level_tvd_ft = n.fluid_level_tvd_ft,
            volumen_teorico_hora_bbl = n.volumen_teorico_hora_bbl,
            kpi_mtbf_hrs = n.kpi_mtbf_hrs,
            kpi_uptime_pct = n.kpi_uptime_pct,
            kpi_kwh_bbl = n.kpi_kwh_bbl,
            kpi_efic_vol_pct = n.kpi_efic_vol_pct,
            kpi_mtbf_target = n.kpi_mtbf_target,
            kpi_mtbf_baseline = n.kpi_mtbf_baseline,
            kpi_mtbf_variance_pct = n.kpi_mtbf_variance_pct,
            kpi_mtbf_status_level = n.kpi_mtbf_status_level,
            kpi_mtbf_severity_label = n.kpi_mtbf_severity_label,
            kpi_mtbf_status_color = n.kpi_mtbf_status_color,
            kpi_uptime_target = n.kpi_uptime_target,
            kpi_uptime_baseline = n.kpi_uptime_baseline,
            kpi_uptime_variance_pct = n.kpi_uptime_variance_pct,
            kpi_uptime_status_level = n.kpi_uptime_status_level,
            kpi_uptime_severity_label = n.kpi_uptime_severity_label,
            kpi_uptime_status_color = n.kpi_uptime_status_color,
            kpi_kwh_bbl_target = n.kpi_kwh_bbl_target,
            kpi_kwh_bbl_baseline = n.kpi_kwh_bbl_baseline,
            kpi_kwh_bbl_variance_pct = n.kpi_kwh_bbl_variance_pct,
            kpi_kwh_bbl_status_level = n.kpi_kwh_bbl_status_level,
            kpi_kwh_bbl_severity_label = n.kpi_kwh_bbl_severity_label,
            kpi_kwh_bbl_status_color = n.kpi_kwh_bbl_status_color,
            kpi_vol_eff_target = n.kpi_vol_eff_target,
            kpi_vol_eff_baseline = n.kpi_vol_eff_baseline,
            kpi_vol_eff_variance_pct = n.kpi_vol_eff_variance_pct,
            kpi_vol_eff_status_level = n.kpi_vol_eff_status_level,
            kpi_vol_eff_severity_label = n.kpi_vol_eff_severity_label,
            kpi_vol_eff_status_color = n.kpi_vol_eff_status_color,
            kpi_ai_accuracy_target = n.kpi_ai_accuracy_target,
            kpi_ai_accuracy_baseline = n.kpi_ai_accuracy_baseline,
            kpi_ai_accuracy_variance_pct = n.kpi_ai_accuracy_variance_pct,
            kpi_ai_accuracy_status_level = n.kpi_ai_accuracy_status_level,
            kpi_ai_accuracy_severity_label = n.kpi_ai_accuracy_severity_label,
            kpi_ai_accuracy_status_color = n.kpi_ai_accuracy_status_color,
            kpi_lift_eff_target = n.kpi_lift_eff_target,
            kpi_lift_eff_baseline = n.kpi_lift_eff_baseline,
            kpi_lift_eff_variance_pct = n.kpi_lift_eff_variance_pct,
            kpi_lift_eff_status_level = n.kpi_lift_eff_status_level,
            kpi_lift_eff_severity_label = n.kpi_lift_eff_severity_label,
            kpi_lift_eff_status_color = n.kpi_lift_eff_status_color,
            fecha_carga = etl.fnc_ahora()
        FROM cambiadas AS n
        WHERE f.fecha_id = n.fecha_id AND f.hora_id = n.hora_id AND f.pozo_id = n.pozo_id
        RETURNING f.pozo_id, f.fecha_hora
    )

    SELECT
        array_agg(e.pozo_id),
        array_agg(e.fecha_hora)
    INTO p_cambiados_pozos, p_cambiados_horas
    FROM escritas AS e;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_derivar_horas
IS 'Part of sp_calcular_derivados_completos: derived values and judged KPIs of hours.';
