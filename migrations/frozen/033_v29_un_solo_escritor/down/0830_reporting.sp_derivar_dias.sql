CREATE OR REPLACE PROCEDURE reporting.sp_derivar_dias(
    p_pozos integer[],
    p_fechas integer[],
    INOUT p_cambiados_pozos integer[] DEFAULT NULL,
    INOUT p_cambiados_fechas integer[] DEFAULT NULL
)
LANGUAGE plpgsql
AS $$
-- Purpose: averages of the hours' derived values for these days (well, day as two arrays) and of the days'
--   for their months: fluid level weighted by the readings of each hour (day), accuracy plain over hours
--   that have one. Part of sp_calcular_derivados_completos. The last two arguments come back with the
--   changed days.
-- Second run: writes nothing; rows that differ are locked in well order. Sums run in order of time.
-- Reads: reporting.fact_operaciones_horarias.
-- Writes: reporting.fact_operaciones_diarias, fact_operaciones_mensuales.
BEGIN
    WITH cambiados AS (
        SELECT
            d.pozo_id,
            d.fecha_id,
            n.nivel_ft,
            n.acierto_pct
        FROM unnest(p_pozos, p_fechas) AS c (pozo_id, fecha_id)
        INNER JOIN reporting.fact_operaciones_diarias AS d
            ON c.fecha_id = d.fecha_id AND c.pozo_id = d.pozo_id AND d.periodo_comparacion = 'DIARIO'
        CROSS JOIN LATERAL (
            SELECT
                sum(v.nivel_ft * h.lecturas ORDER BY h.hora_id)
                / nullif(sum(h.lecturas) FILTER (WHERE v.nivel_ft IS NOT NULL), 0) AS nivel_ft,
                avg(h.kpi_ai_accuracy_pct ORDER BY h.hora_id) AS acierto_pct
            FROM reporting.fact_operaciones_horarias AS h
            CROSS JOIN LATERAL (SELECT stage.fnc_calc_finito(h.fluid_level_tvd_ft) AS nivel_ft) AS v
            WHERE h.fecha_id = c.fecha_id AND h.pozo_id = c.pozo_id
        ) AS n
        WHERE
            (d.promedio_fluid_level_tvd_ft, d.ai_accuracy_pct) IS DISTINCT FROM (n.nivel_ft, n.acierto_pct)
        ORDER BY d.pozo_id, d.fecha_id
        FOR NO KEY UPDATE OF d
    ),

    escritos AS (
        UPDATE reporting.fact_operaciones_diarias AS d
        SET
            promedio_fluid_level_tvd_ft = c.nivel_ft,
            ai_accuracy_pct = c.acierto_pct,
            fecha_carga = etl.fnc_ahora()
        FROM cambiados AS c
        WHERE d.fecha_id = c.fecha_id AND d.pozo_id = c.pozo_id AND d.periodo_comparacion = 'DIARIO'
        RETURNING d.pozo_id, d.fecha_id
    )

    SELECT
        array_agg(e.pozo_id),
        array_agg(e.fecha_id)
    INTO p_cambiados_pozos, p_cambiados_fechas
    FROM escritos AS e;

    UPDATE reporting.fact_operaciones_mensuales AS m
    SET
        promedio_fluid_level_tvd_ft = c.nivel_ft,
        fecha_ultima_carga = etl.fnc_ahora()
    FROM (
        SELECT
            f.pozo_id,
            f.anio_mes,
            n.nivel_ft
        FROM (
            SELECT DISTINCT
                k.pozo_id,
                to_char(to_date(k.fecha_id::text, 'YYYYMMDD'), 'YYYY-MM') AS anio_mes
            FROM unnest(p_pozos, p_fechas) AS k (pozo_id, fecha_id)
        ) AS k
        INNER JOIN reporting.fact_operaciones_mensuales AS f
            ON k.pozo_id = f.pozo_id AND k.anio_mes = f.anio_mes
        CROSS JOIN LATERAL (
            SELECT
                sum(v.nivel_ft * d.lecturas ORDER BY d.fecha_id)
                / nullif(sum(d.lecturas) FILTER (WHERE v.nivel_ft IS NOT NULL), 0) AS nivel_ft
            FROM reporting.fact_operaciones_diarias AS d
            CROSS JOIN LATERAL (SELECT stage.fnc_calc_finito(d.promedio_fluid_level_tvd_ft) AS nivel_ft) AS v
            WHERE
                d.pozo_id = f.pozo_id
                AND d.fecha_id BETWEEN replace(f.anio_mes, '-', '')::integer * 100
                AND replace(f.anio_mes, '-', '')::integer * 100 + 99
                AND d.periodo_comparacion = 'DIARIO'
        ) AS n
        WHERE f.promedio_fluid_level_tvd_ft IS DISTINCT FROM n.nivel_ft
        ORDER BY f.pozo_id, f.anio_mes
        FOR NO KEY UPDATE OF f
    ) AS c
    WHERE m.anio_mes = c.anio_mes AND m.pozo_id = c.pozo_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_derivar_dias
IS 'Part of sp_calcular_derivados_completos: average fluid level (ft) and accuracy (%) of days and months.';
