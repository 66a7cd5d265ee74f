CREATE OR REPLACE PROCEDURE reporting.poblar_kpi_business(
    p_fecha_inicio timestamptz DEFAULT NULL,
    p_fecha_fin timestamptz DEFAULT NULL,
    p_well_id integer DEFAULT NULL
)
LANGUAGE plpgsql
SET jit = off
AS $$
-- Purpose: one row per well and day with a daily fact: the rows that dirty days, or the days of
--   [inicio, fin), may change (reporting.fnc_tramos_kpi), as reporting.fnc_filas_kpi says. The same day twice
--   means that day.
-- Second run: writes nothing; rows that differ are written in well order, rows without a day go.
-- Reads: queue kpi, reporting.fact_operaciones_diarias, what the two functions read.
-- Writes: reporting.dataset_kpi_business; enqueues its changed days for arps.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_fin CONSTANT timestamptz := CASE
        WHEN p_fecha_fin = p_fecha_inicio THEN p_fecha_fin + interval '1 day' ELSE p_fecha_fin
    END;
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_hoy CONSTANT date := (v_ahora AT TIME ZONE v_zona)::date;
    v_pozos integer[];
    v_horas timestamptz[];
    v_primeras date[];
    v_ultimas date[];
BEGIN
    SELECT
        array_agg(c.well_id),
        array_agg(c.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('kpi', p_fecha_inicio, v_fin, p_well_id) AS c;

    SELECT
        array_agg(t.well_id),
        array_agg(t.primera),
        array_agg(t.ultima)
    INTO v_pozos, v_primeras, v_ultimas
    FROM reporting.fnc_tramos_kpi(
        v_pozos, v_horas, p_fecha_inicio, v_fin, p_well_id, v_hoy, v_zona
    ) AS t;

    DELETE FROM reporting.dataset_kpi_business AS k
    USING unnest(v_pozos, v_primeras, v_ultimas) AS t (well_id, primera, ultima)
    WHERE
        k.well_id = t.well_id
        AND k.fecha BETWEEN t.primera AND t.ultima
        AND NOT EXISTS (
            SELECT
            FROM reporting.fact_operaciones_diarias AS d
            WHERE
                d.pozo_id = k.well_id
                AND d.fecha_id = to_char(k.fecha, 'YYYYMMDD')::integer
                AND d.periodo_comparacion = 'DIARIO'
        );

    -- a new row starts empty and is filled in with the others
    INSERT INTO reporting.dataset_kpi_business (fecha, well_id, fecha_calculo)
    SELECT
        to_date(d.fecha_id::text, 'YYYYMMDD') AS fecha,
        d.pozo_id,
        v_ahora AS fecha_calculo
    FROM unnest(v_pozos, v_primeras, v_ultimas) AS t (well_id, primera, ultima)
    INNER JOIN reporting.fact_operaciones_diarias AS d
        ON
            t.well_id = d.pozo_id
            AND d.fecha_id BETWEEN to_char(t.primera, 'YYYYMMDD')::integer
            AND to_char(t.ultima, 'YYYYMMDD')::integer
            AND d.periodo_comparacion = 'DIARIO'
    WHERE NOT EXISTS (
        SELECT
        FROM reporting.dataset_kpi_business AS k
        WHERE k.fecha = to_date(d.fecha_id::text, 'YYYYMMDD') AND k.well_id = d.pozo_id
    )
    ORDER BY d.pozo_id, d.fecha_id
    ON CONFLICT (fecha, well_id) DO NOTHING;

    WITH cambiadas AS (
        SELECT f.*
        FROM reporting.fnc_filas_kpi(v_pozos, v_primeras, v_ultimas, v_hoy) AS f
        INNER JOIN reporting.dataset_kpi_business AS k ON f.kpi_id = k.kpi_id
        WHERE f IS DISTINCT FROM k
        ORDER BY k.well_id, k.fecha
        FOR NO KEY UPDATE OF k
    ),

    escritas AS (
        UPDATE reporting.dataset_kpi_business AS k
        SET
            nombre_pozo = n.nombre_pozo,
            campo = n.campo,
            region = n.region,
            kpi_mtbf_hrs_current = n.kpi_mtbf_hrs_current,
            kpi_mtbf_hrs_dia = n.kpi_mtbf_hrs_dia,
            kpi_mtbf_hrs_mes = n.kpi_mtbf_hrs_mes,
            kpi_mtbf_hrs_target = n.kpi_mtbf_hrs_target,
            kpi_mtbf_hrs_baseline = n.kpi_mtbf_hrs_baseline,
            kpi_mtbf_hrs_variance_pct = n.kpi_mtbf_hrs_variance_pct,
            kpi_mtbf_hrs_status_color = n.kpi_mtbf_hrs_status_color,
            kpi_mtbf_hrs_status_level = n.kpi_mtbf_hrs_status_level,
            kpi_mtbf_hrs_severity_label = n.kpi_mtbf_hrs_severity_label,
            kpi_mtbf_days = n.kpi_mtbf_days,
            kpi_uptime_pct_current = n.kpi_uptime_pct_current,
            kpi_uptime_pct_dia = n.kpi_uptime_pct_dia,
            kpi_uptime_pct_mes = n.kpi_uptime_pct_mes,
            kpi_uptime_pct_target = n.kpi_uptime_pct_target,
            kpi_uptime_pct_baseline = n.kpi_uptime_pct_baseline,
            kpi_uptime_pct_variance_pct = n.kpi_uptime_pct_variance_pct,
            kpi_uptime_pct_status_color = n.kpi_uptime_pct_status_color,
            kpi_uptime_pct_status_level = n.kpi_uptime_pct_status_level,
            kpi_uptime_pct_severity_label = n.kpi_uptime_pct_severity_label,
            kpi_kwh_bbl_current = n.kpi_kwh_bbl_current,
            kpi_kwh_bbl_dia = n.kpi_kwh_bbl_dia,
            kpi_kwh_bbl_mes = n.kpi_kwh_bbl_mes,
            kpi_kwh_bbl_target = n.kpi_kwh_bbl_target,
            kpi_kwh_bbl_baseline = n.kpi_kwh_bbl_baseline,
            kpi_kwh_bbl_variance_pct = n.kpi_kwh_bbl_variance_pct,
            kpi_kwh_bbl_status_color = n.kpi_kwh_bbl_status_color,
            kpi_kwh_bbl_status_level = n.kpi_kwh_bbl_status_level,
            kpi_kwh_bbl_severity_label = n.kpi_kwh_bbl_severity_label,
            consumo_kwh = n.consumo_kwh,
            kpi_vol_eff_pct_current = n.kpi_vol_eff_pct_current,
            kpi_vol_eff_pct_dia = n.kpi_vol_eff_pct_dia,
            kpi_vol_eff_pct_mes = n.kpi_vol_eff_pct_mes,
            kpi_vol_eff_pct_target = n.kpi_vol_eff_pct_target,
            kpi_vol_eff_pct_baseline = n.kpi_vol_eff_pct_baseline,
            kpi_vol_eff_pct_variance_pct = n.kpi_vol_eff_pct_variance_pct,
            kpi_vol_eff_pct_status_color = n.kpi_vol_eff_pct_status_color,
            kpi_vol_eff_pct_status_level = n.kpi_vol_eff_pct_status_level,
            kpi_vol_eff_pct_severity_label = n.kpi_vol_eff_pct_severity_label,
            produccion_real_bbl = n.produccion_real_bbl,
            produccion_teorica_bbl = n.produccion_teorica_bbl,
            ai_accuracy_current = n.ai_accuracy_current,
            ai_accuracy_dia = n.ai_accuracy_dia,
            ai_accuracy_mes = n.ai_accuracy_mes,
            ai_accuracy_target = n.ai_accuracy_target,
            ai_accuracy_baseline = n.ai_accuracy_baseline,
            ai_accuracy_variance_pct = n.ai_accuracy_variance_pct,
            ai_accuracy_status_color = n.ai_accuracy_status_color,
            ai_accuracy_status_level = n.ai_accuracy_status_level,
            ai_accuracy_severity_label = n.ai_accuracy_severity_label,
            calidad_datos_pct = n.calidad_datos_pct,
            declinacion_pct = n.declinacion_pct,
            fecha_calculo = v_ahora
        FROM cambiadas AS n
        WHERE k.kpi_id = n.kpi_id
        RETURNING k.well_id, k.fecha
    )

    SELECT
        array_agg(e.well_id),
        array_agg(e.fecha::timestamp AT TIME ZONE v_zona)
    INTO v_pozos, v_horas
    FROM escritas AS e;

    PERFORM etl.fnc_encolar_claves('arps', v_pozos, v_horas);
END;
$$;

COMMENT ON PROCEDURE reporting.poblar_kpi_business
IS 'Fills dataset_kpi_business from daily and monthly facts and the snapshot: what changed, or all days of '
'[inicio, fin), of one well or of all.';
