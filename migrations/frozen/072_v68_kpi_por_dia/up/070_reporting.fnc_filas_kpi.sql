CREATE OR REPLACE FUNCTION reporting.fnc_filas_kpi(
    p_pozos integer[],
    p_tramos daterange[]
)
RETURNS SETOF reporting.dataset_kpi_business
LANGUAGE sql
STABLE
AS $$
-- Purpose: the KPI rows of stretches of days of wells (pairs of two arrays) as they should be. _dia comes
--   from the day, _mes from the month (reporting.fnc_kpi_mes), _current from the snapshot and only today;
--   judged is _current today, else _dia. What belongs to the table itself or to the bridge (kpi_id,
--   fecha_calculo, EUR, life) is NULL.
--   Long because each of five KPIs fills nine columns by name.
-- Second run: the same rows. Writes: nothing.
-- Reads: reporting.fact_operaciones_diarias, fnc_kpi_mes, dataset_current_values, dim_pozo,
--   stage.tbl_dq_resumen, referencial.fnc_evaluar_variable.
    WITH reloj AS MATERIALIZED (
        SELECT (etl.fnc_ahora() AT TIME ZONE referencial.fnc_zona_horaria())::date AS hoy
    ),

    dias AS (
        -- the decline needs 59 days before
        SELECT
            pedido.tramo,
            pedido.dias AS pedidos,
            to_date(dia.fecha_id::text, 'YYYYMMDD') AS fecha,
            dia.*
        FROM unnest(p_pozos, p_tramos) WITH ORDINALITY AS pedido (pozo_id, dias, tramo)
        INNER JOIN reporting.fact_operaciones_diarias AS dia
            ON
                pedido.pozo_id = dia.pozo_id
                AND dia.fecha_id BETWEEN to_char(lower(pedido.dias) - 59, 'YYYYMMDD')::integer
                AND to_char(upper(pedido.dias) - 1, 'YYYYMMDD')::integer
                AND dia.periodo_comparacion = 'DIARIO'
    ),

    ventanas AS (
        SELECT
            dias.*,
            avg(stage.fnc_calc_finito(dias.produccion_petroleo_bbl)) OVER (
                PARTITION BY dias.tramo ORDER BY dias.fecha RANGE BETWEEN '29 days' PRECEDING AND CURRENT ROW
            ) AS ultimos_30,
            avg(stage.fnc_calc_finito(dias.produccion_petroleo_bbl)) OVER (
                PARTITION BY dias.tramo ORDER BY dias.fecha
                RANGE BETWEEN '59 days' PRECEDING AND '30 days' PRECEDING
            ) AS anteriores_30
        FROM dias
    )

    SELECT
        NULL::bigint AS kpi_id,
        dia.fecha,
        dia.pozo_id AS well_id,
        pozo.nombre_pozo,
        pozo.campo,
        pozo.region,
        actual.kpi_mtbf_hrs_act AS kpi_mtbf_hrs_current,
        dia.kpi_mtbf_hrs AS kpi_mtbf_hrs_dia,
        mes.kpi_mtbf_hrs_mes,
        pozo.mtbf_target AS kpi_mtbf_hrs_target,
        pozo.mtbf_baseline AS kpi_mtbf_hrs_baseline,
        mtbf.variance_pct AS kpi_mtbf_hrs_variance_pct,
        mtbf.status_color AS kpi_mtbf_hrs_status_color,
        mtbf.status_level AS kpi_mtbf_hrs_status_level,
        mtbf.severity_label AS kpi_mtbf_hrs_severity_label,
        dia.kpi_mtbf_hrs / 24 AS kpi_mtbf_days,
        actual.kpi_uptime_pct_act AS kpi_uptime_pct_current,
        dia.kpi_uptime_pct AS kpi_uptime_pct_dia,
        mes.kpi_uptime_pct_mes,
        pozo.kpi_uptime_pct_target,
        pozo.kpi_uptime_pct_baseline,
        uptime.variance_pct AS kpi_uptime_pct_variance_pct,
        uptime.status_color AS kpi_uptime_pct_status_color,
        uptime.status_level AS kpi_uptime_pct_status_level,
        uptime.severity_label AS kpi_uptime_pct_severity_label,
        actual.kpi_kwh_bbl_act AS kpi_kwh_bbl_current,
        dia.kpi_kwh_bbl AS kpi_kwh_bbl_dia,
        mes.kpi_kwh_bbl_mes,
        pozo.kpi_kwh_bbl_target,
        pozo.kpi_kwh_bbl_baseline,
        kwh_bbl.variance_pct AS kpi_kwh_bbl_variance_pct,
        kwh_bbl.status_color AS kpi_kwh_bbl_status_color,
        kwh_bbl.status_level AS kpi_kwh_bbl_status_level,
        kwh_bbl.severity_label AS kpi_kwh_bbl_severity_label,
        dia.consumo_energia_kwh AS consumo_kwh,
        actual.kpi_vol_eff_pct_act AS kpi_vol_eff_pct_current,
        dia.kpi_efic_vol_pct AS kpi_vol_eff_pct_dia,
        mes.kpi_vol_eff_pct_mes,
        pozo.vol_eff_target AS kpi_vol_eff_pct_target,
        pozo.vol_eff_baseline AS kpi_vol_eff_pct_baseline,
        vol_eff.variance_pct AS kpi_vol_eff_pct_variance_pct,
        vol_eff.status_color AS kpi_vol_eff_pct_status_color,
        vol_eff.status_level AS kpi_vol_eff_pct_status_level,
        vol_eff.severity_label AS kpi_vol_eff_pct_severity_label,
        dia.produccion_fluido_bbl AS produccion_real_bbl,
        dia.volumen_teorico_bbl AS produccion_teorica_bbl,
        actual.ai_accuracy_act AS ai_accuracy_current,
        dia.ai_accuracy_pct AS ai_accuracy_dia,
        mes.ai_accuracy_mes,
        pozo.ai_accuracy_target,
        pozo.ai_accuracy_baseline,
        acierto.variance_pct AS ai_accuracy_variance_pct,
        acierto.status_color AS ai_accuracy_status_color,
        acierto.status_level AS ai_accuracy_status_level,
        acierto.severity_label AS ai_accuracy_severity_label,
        calidad.calidad_pct AS calidad_datos_pct,
        NULL::timestamptz AS fecha_calculo,
        NULL::double precision AS eur_remanente_bbl,
        NULL::double precision AS vida_util_estimada_dias,
        stage.fnc_calc_variance_pct(dia.ultimos_30, dia.anteriores_30) AS declinacion_pct
    FROM ventanas AS dia
    INNER JOIN reporting.dim_pozo AS pozo ON dia.pozo_id = pozo.pozo_id
    CROSS JOIN reloj
    LEFT JOIN reporting.dataset_current_values AS actual
        ON dia.pozo_id = actual.well_id AND dia.fecha = reloj.hoy
    INNER JOIN reporting.fnc_kpi_mes(p_pozos, p_tramos) AS mes
        ON dia.pozo_id = mes.well_id AND dia.fecha = mes.fecha
    CROSS JOIN LATERAL (
        SELECT
            100 * sum(cuenta.total_pass)::double precision
            / nullif(sum(cuenta.total_evaluadas), 0)::double precision AS calidad_pct
        FROM stage.tbl_dq_resumen AS cuenta
        WHERE cuenta.well_id = dia.pozo_id AND cuenta.fecha = dia.fecha
    ) AS calidad
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_mtbf',
        CASE dia.fecha WHEN reloj.hoy THEN actual.kpi_mtbf_hrs_act ELSE dia.kpi_mtbf_hrs END,
        pozo.mtbf_target,
        pozo.mtbf_baseline
    ) AS mtbf
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_uptime',
        CASE dia.fecha WHEN reloj.hoy THEN actual.kpi_uptime_pct_act ELSE dia.kpi_uptime_pct END,
        pozo.kpi_uptime_pct_target,
        pozo.kpi_uptime_pct_baseline
    ) AS uptime
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_kwh_bbl',
        CASE dia.fecha WHEN reloj.hoy THEN actual.kpi_kwh_bbl_act ELSE dia.kpi_kwh_bbl END,
        pozo.kpi_kwh_bbl_target,
        pozo.kpi_kwh_bbl_baseline
    ) AS kwh_bbl
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'kpi_vol_eff',
        CASE dia.fecha WHEN reloj.hoy THEN actual.kpi_vol_eff_pct_act ELSE dia.kpi_efic_vol_pct END,
        pozo.vol_eff_target,
        pozo.vol_eff_baseline
    ) AS vol_eff
    CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
        'ai_accuracy',
        CASE dia.fecha WHEN reloj.hoy THEN actual.ai_accuracy_act ELSE dia.ai_accuracy_pct END,
        pozo.ai_accuracy_target,
        pozo.ai_accuracy_baseline
    ) AS acierto
    WHERE dia.fecha <@ dia.pedidos;
$$;

COMMENT ON FUNCTION reporting.fnc_filas_kpi(integer[], daterange[])
IS 'Rows of dataset_kpi_business as they should be for stretches of days of wells; h, %, kWh/bbl, bbl.';
