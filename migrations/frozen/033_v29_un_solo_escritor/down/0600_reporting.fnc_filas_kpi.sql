CREATE OR REPLACE FUNCTION reporting.fnc_filas_kpi(
    p_pozos integer[],
    p_primeras date[],
    p_ultimas date[],
    p_hoy date
)
RETURNS SETOF reporting.dataset_kpi_business
LANGUAGE sql
STABLE
AS $$
-- Purpose: the KPI rows of stretches of days (well, first, last) as they should be. _dia comes from the day,
--   _mes from the month, _current from the snapshot on p_hoy only; judged is _current on p_hoy, else _dia.
--   A month without failures has the MTBF of its last day. kpi_id, fecha_calculo and the columns of the
--   bridge stay as stored.
-- Second run: the same rows. Writes: nothing.
-- Reads: reporting.fact_operaciones_diarias, fact_operaciones_mensuales, dataset_current_values,
--   dataset_kpi_business, dim_pozo, stage.tbl_dq_resumen, referencial.fnc_evaluar_variable.
    WITH dias AS (
        -- the windows need the whole month and 59 days before
        SELECT
            t.tramo,
            t.primera,
            t.ultima,
            to_date(d.fecha_id::text, 'YYYYMMDD') AS fecha,
            d.fecha_id / 100 AS mes_id,
            d.*
        FROM unnest(p_pozos, p_primeras, p_ultimas) WITH ORDINALITY AS t (pozo_id, primera, ultima, tramo)
        INNER JOIN reporting.fact_operaciones_diarias AS d
            ON
                t.pozo_id = d.pozo_id
                AND d.fecha_id BETWEEN to_char(
                    least(t.primera - 59, date_trunc('month', t.primera)::date), 'YYYYMMDD'
                )::integer
                AND to_char(t.ultima, 'YYYYMM')::integer * 100 + 99
                AND d.periodo_comparacion = 'DIARIO'
    ),

    ventanas AS (
        SELECT
            d.*,
            avg(d.ai_accuracy_pct) OVER (
                PARTITION BY d.tramo, d.mes_id ORDER BY d.fecha
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) AS acierto_mes,
            avg(stage.fnc_calc_finito(d.produccion_petroleo_bbl)) OVER (
                PARTITION BY d.tramo ORDER BY d.fecha RANGE BETWEEN '29 days' PRECEDING AND CURRENT ROW
            ) AS ultimos_30,
            avg(stage.fnc_calc_finito(d.produccion_petroleo_bbl)) OVER (
                PARTITION BY d.tramo ORDER BY d.fecha
                RANGE BETWEEN '59 days' PRECEDING AND '30 days' PRECEDING
            ) AS anteriores_30
        FROM dias AS d
    )

    SELECT
        k.kpi_id,
        d.fecha,
        d.pozo_id AS well_id,
        p.nombre_pozo,
        p.campo,
        p.region,
        s.kpi_mtbf_hrs_act AS kpi_mtbf_hrs_current,
        d.kpi_mtbf_hrs AS kpi_mtbf_hrs_dia,
        CASE
            WHEN m.total_fallas_mes > 0 THEN m.tiempo_operacion_hrs / m.total_fallas_mes
            ELSE u.kpi_mtbf_hrs
        END AS kpi_mtbf_hrs_mes,
        p.mtbf_target AS kpi_mtbf_hrs_target,
        p.mtbf_baseline AS kpi_mtbf_hrs_baseline,
        mtbf.variance_pct AS kpi_mtbf_hrs_variance_pct,
        mtbf.status_color AS kpi_mtbf_hrs_status_color,
        mtbf.status_level AS kpi_mtbf_hrs_status_level,
        mtbf.severity_label AS kpi_mtbf_hrs_severity_label,
        d.kpi_mtbf_hrs / 24 AS kpi_mtbf_days,
        s.kpi_uptime_pct_act AS kpi_uptime_pct_current,
        d.kpi_uptime_pct AS kpi_uptime_pct_dia,
        m.eficiencia_uptime_pct AS kpi_uptime_pct_mes,
        p.kpi_uptime_pct_target,
        p.kpi_uptime_pct_baseline,
        uptime.variance_pct AS kpi_uptime_pct_variance_pct,
        uptime.status_color AS kpi_uptime_pct_status_color,
        uptime.status_level AS kpi_uptime_pct_status_level,
        uptime.severity_label AS kpi_uptime_pct_severity_label,
        s.kpi_kwh_bbl_act AS kpi_kwh_bbl_current,
        d.kpi_kwh_bbl AS kpi_kwh_bbl_dia,
        m.kpi_kwh_bbl_mes,
        p.kpi_kwh_bbl_target,
        p.kpi_kwh_bbl_baseline,
        kwh_bbl.variance_pct AS kpi_kwh_bbl_variance_pct,
        kwh_bbl.status_color AS kpi_kwh_bbl_status_color,
        kwh_bbl.status_level AS kpi_kwh_bbl_status_level,
        kwh_bbl.severity_label AS kpi_kwh_bbl_severity_label,
        d.consumo_energia_kwh AS consumo_kwh,
        s.kpi_vol_eff_pct_act AS kpi_vol_eff_pct_current,
        d.kpi_efic_vol_pct AS kpi_vol_eff_pct_dia,
        m.promedio_efic_vol_pct AS kpi_vol_eff_pct_mes,
        p.vol_eff_target AS kpi_vol_eff_pct_target,
        p.vol_eff_baseline AS kpi_vol_eff_pct_baseline,
        vol_eff.variance_pct AS kpi_vol_eff_pct_variance_pct,
        vol_eff.status_color AS kpi_vol_eff_pct_status_color,
        vol_eff.status_level AS kpi_vol_eff_pct_status_level,
        vol_eff.severity_label AS kpi_vol_eff_pct_severity_label,
        d.produccion_fluido_bbl AS produccion_real_bbl,
        d.volumen_teorico_bbl AS produccion_teorica_bbl,
        s.ai_accuracy_act AS ai_accuracy_current,
        d.ai_accuracy_pct AS ai_accuracy_dia,
        d.acierto_mes AS ai_accuracy_mes,
        p.ai_accuracy_target,
        p.ai_accuracy_baseline,
        acierto.variance_pct AS ai_accuracy_variance_pct,
        acierto.status_color AS ai_accuracy_status_color,
        acierto.status_level AS ai_accuracy_status_level,
        acierto.severity_label AS ai_accuracy_severity_label,
        q.calidad_pct AS calidad_datos_pct,
        k.fecha_calculo,
        k.eur_remanente_bbl,
        k.vida_util_estimada_dias,
        stage.fnc_calc_variance_pct(d.ultimos_30, d.anteriores_30) AS declinacion_pct
    FROM ventanas AS d
    INNER JOIN reporting.dim_pozo AS p ON d.pozo_id = p.pozo_id
    LEFT JOIN reporting.dataset_kpi_business AS k ON d.fecha = k.fecha AND d.pozo_id = k.well_id
    LEFT JOIN reporting.dataset_current_values AS s ON d.pozo_id = s.well_id AND d.fecha = p_hoy
    LEFT JOIN reporting.fact_operaciones_mensuales AS m
        ON d.pozo_id = m.pozo_id AND m.anio_mes = to_char(d.fecha, 'YYYY-MM')
    LEFT JOIN LATERAL (
        SELECT f.kpi_mtbf_hrs
        FROM reporting.fact_operaciones_diarias AS f
        WHERE
            f.pozo_id = d.pozo_id
            AND f.fecha_id BETWEEN d.mes_id * 100 AND d.mes_id * 100 + 99
            AND f.periodo_comparacion = 'DIARIO'
            AND f.kpi_mtbf_hrs IS NOT NULL
        ORDER BY f.fecha_id DESC
        LIMIT 1
    ) AS u ON TRUE
    CROSS JOIN LATERAL (
        SELECT
            100 * sum(r.total_pass)::double precision
            / nullif(sum(r.total_evaluadas), 0)::double precision AS calidad_pct
        FROM stage.tbl_dq_resumen AS r
        WHERE r.well_id = d.pozo_id AND r.fecha = d.fecha
    ) AS q
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_mtbf',
        CASE d.fecha WHEN p_hoy THEN s.kpi_mtbf_hrs_act ELSE d.kpi_mtbf_hrs END,
        p.mtbf_target,
        p.mtbf_baseline
    ) AS mtbf
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_uptime',
        CASE d.fecha WHEN p_hoy THEN s.kpi_uptime_pct_act ELSE d.kpi_uptime_pct END,
        p.kpi_uptime_pct_target,
        p.kpi_uptime_pct_baseline
    ) AS uptime
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_kwh_bbl',
        CASE d.fecha WHEN p_hoy THEN s.kpi_kwh_bbl_act ELSE d.kpi_kwh_bbl END,
        p.kpi_kwh_bbl_target,
        p.kpi_kwh_bbl_baseline
    ) AS kwh_bbl
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_vol_eff',
        CASE d.fecha WHEN p_hoy THEN s.kpi_vol_eff_pct_act ELSE d.kpi_efic_vol_pct END,
        p.vol_eff_target,
        p.vol_eff_baseline
    ) AS vol_eff
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'ai_accuracy',
        CASE d.fecha WHEN p_hoy THEN s.ai_accuracy_act ELSE d.ai_accuracy_pct END,
        p.ai_accuracy_target,
        p.ai_accuracy_baseline
    ) AS acierto
    WHERE d.fecha BETWEEN d.primera AND d.ultima;
$$;

COMMENT ON FUNCTION reporting.fnc_filas_kpi(integer[], date[], date[], date)
IS 'Rows of dataset_kpi_business as they should be for stretches of days of wells; h, %, kWh/bbl, bbl.';
