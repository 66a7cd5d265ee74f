CREATE OR REPLACE FUNCTION reporting.fnc_horas_juzgadas(
    p_pozos integer[],
    p_horas integer[]
)
RETURNS TABLE (
    fecha_id integer,
    hora_id integer,
    pozo_id integer,
    fluid_level_tvd_ft double precision,
    volumen_teorico_hora_bbl double precision,
    kpi_mtbf_hrs double precision,
    kpi_uptime_pct double precision,
    kpi_kwh_bbl double precision,
    kpi_efic_vol_pct double precision,
    kpi_mtbf_target numeric,
    kpi_mtbf_baseline numeric,
    kpi_mtbf_variance_pct double precision,
    kpi_mtbf_status_level integer,
    kpi_mtbf_severity_label text,
    kpi_mtbf_status_color text,
    kpi_uptime_target numeric,
    kpi_uptime_baseline numeric,
    kpi_uptime_variance_pct double precision,
    kpi_uptime_status_level integer,
    kpi_uptime_severity_label text,
    kpi_uptime_status_color text,
    kpi_kwh_bbl_target numeric,
    kpi_kwh_bbl_baseline numeric,
    kpi_kwh_bbl_variance_pct double precision,
    kpi_kwh_bbl_status_level integer,
    kpi_kwh_bbl_severity_label text,
    kpi_kwh_bbl_status_color text,
    kpi_vol_eff_target numeric,
    kpi_vol_eff_baseline numeric,
    kpi_vol_eff_variance_pct double precision,
    kpi_vol_eff_status_level integer,
    kpi_vol_eff_severity_label text,
    kpi_vol_eff_status_color text,
    kpi_ai_accuracy_target numeric,
    kpi_ai_accuracy_baseline numeric,
    kpi_ai_accuracy_variance_pct double precision,
    kpi_ai_accuracy_status_level integer,
    kpi_ai_accuracy_severity_label text,
    kpi_ai_accuracy_status_color text,
    kpi_lift_eff_target numeric,
    kpi_lift_eff_baseline numeric,
    kpi_lift_eff_variance_pct double precision,
    kpi_lift_eff_status_level integer,
    kpi_lift_eff_severity_label text,
    kpi_lift_eff_status_color text
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the derived columns of the hourly facts of wells' hours (pairs of well and YYYYMMDDHH): what
--   reporting.fnc_horas_derivadas gives, and its six KPIs judged against dim_pozo's targets and baselines
--   of now. Long because each of six verdicts fills six columns by name.
-- Second run: the same values. Writes: nothing.
-- Reads: reporting.fnc_horas_derivadas, reporting.dim_pozo, referencial.fnc_evaluar_variable.
    SELECT
        hora.fecha_id,
        hora.hora_id,
        hora.pozo_id,
        hora.nivel_ft AS fluid_level_tvd_ft,
        hora.teorico_bbl AS volumen_teorico_hora_bbl,
        hora.mtbf_hrs AS kpi_mtbf_hrs,
        hora.uptime_pct AS kpi_uptime_pct,
        hora.kwh_bbl AS kpi_kwh_bbl,
        hora.efic_vol_pct AS kpi_efic_vol_pct,
        pozo.mtbf_target AS kpi_mtbf_target,
        pozo.mtbf_baseline AS kpi_mtbf_baseline,
        mtbf.variance_pct AS kpi_mtbf_variance_pct,
        mtbf.status_level AS kpi_mtbf_status_level,
        mtbf.severity_label AS kpi_mtbf_severity_label,
        mtbf.status_color AS kpi_mtbf_status_color,
        pozo.kpi_uptime_pct_target AS kpi_uptime_target,
        pozo.kpi_uptime_pct_baseline AS kpi_uptime_baseline,
        uptime.variance_pct AS kpi_uptime_variance_pct,
        uptime.status_level AS kpi_uptime_status_level,
        uptime.severity_label AS kpi_uptime_severity_label,
        uptime.status_color AS kpi_uptime_status_color,
        pozo.kpi_kwh_bbl_target,
        pozo.kpi_kwh_bbl_baseline,
        energia.variance_pct AS kpi_kwh_bbl_variance_pct,
        energia.status_level AS kpi_kwh_bbl_status_level,
        energia.severity_label AS kpi_kwh_bbl_severity_label,
        energia.status_color AS kpi_kwh_bbl_status_color,
        pozo.vol_eff_target AS kpi_vol_eff_target,
        pozo.vol_eff_baseline AS kpi_vol_eff_baseline,
        vol_eff.variance_pct AS kpi_vol_eff_variance_pct,
        vol_eff.status_level AS kpi_vol_eff_status_level,
        vol_eff.severity_label AS kpi_vol_eff_severity_label,
        vol_eff.status_color AS kpi_vol_eff_status_color,
        pozo.ai_accuracy_target AS kpi_ai_accuracy_target,
        pozo.ai_accuracy_baseline AS kpi_ai_accuracy_baseline,
        acierto.variance_pct AS kpi_ai_accuracy_variance_pct,
        acierto.status_level AS kpi_ai_accuracy_status_level,
        acierto.severity_label AS kpi_ai_accuracy_severity_label,
        acierto.status_color AS kpi_ai_accuracy_status_color,
        pozo.lift_efficiency_target AS kpi_lift_eff_target,
        pozo.lift_efficiency_baseline AS kpi_lift_eff_baseline,
        lift.variance_pct AS kpi_lift_eff_variance_pct,
        lift.status_level AS kpi_lift_eff_status_level,
        lift.severity_label AS kpi_lift_eff_severity_label,
        lift.status_color AS kpi_lift_eff_status_color
    FROM reporting.fnc_horas_derivadas(p_pozos, p_horas) AS hora
    INNER JOIN reporting.dim_pozo AS pozo ON hora.pozo_id = pozo.pozo_id
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_mtbf', hora.mtbf_hrs, pozo.mtbf_target, pozo.mtbf_baseline
    ) AS mtbf
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_uptime', hora.uptime_pct, pozo.kpi_uptime_pct_target, pozo.kpi_uptime_pct_baseline
    ) AS uptime
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_kwh_bbl', hora.kwh_bbl, pozo.kpi_kwh_bbl_target, pozo.kpi_kwh_bbl_baseline
    ) AS energia
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_vol_eff', hora.efic_vol_pct, pozo.vol_eff_target, pozo.vol_eff_baseline
    ) AS vol_eff
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'ai_accuracy', hora.acierto_pct, pozo.ai_accuracy_target, pozo.ai_accuracy_baseline
    ) AS acierto
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'lift_efficiency', hora.lift_pct, pozo.lift_efficiency_target, pozo.lift_efficiency_baseline
    ) AS lift;
$$;

COMMENT ON FUNCTION reporting.fnc_horas_juzgadas(integer[], integer[])
IS 'Derived values and judged KPIs of wells'' hours (YYYYMMDDHH); units as in fact_operaciones_horarias.';
