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
-- Second run: writes nothing; rows that differ are locked in key order. Sums run in order of time.
-- Reads: reporting.fact_operaciones_horarias.
-- Writes: reporting.fact_operaciones_diarias, fact_operaciones_mensuales.
BEGIN
    WITH cambiados AS (
        SELECT
            dia.pozo_id,
            dia.fecha_id,
            promedio.nivel_ft,
            promedio.acierto_pct
        FROM unnest(p_pozos, p_fechas) AS clave (pozo_id, fecha_id)
        INNER JOIN reporting.fact_operaciones_diarias AS dia
            ON
                clave.fecha_id = dia.fecha_id
                AND clave.pozo_id = dia.pozo_id
                AND dia.periodo_comparacion = 'DIARIO'
        CROSS JOIN LATERAL (
            SELECT
                sum(valor.nivel_ft * hora.lecturas ORDER BY hora.hora_id)
                / nullif(sum(hora.lecturas) FILTER (WHERE valor.nivel_ft IS NOT NULL), 0) AS nivel_ft,
                avg(hora.kpi_ai_accuracy_pct ORDER BY hora.hora_id) AS acierto_pct
            FROM reporting.fact_operaciones_horarias AS hora
            CROSS JOIN LATERAL (SELECT stage.fnc_calc_finito(hora.fluid_level_tvd_ft) AS nivel_ft) AS valor
            WHERE hora.fecha_id = clave.fecha_id AND hora.pozo_id = clave.pozo_id
        ) AS promedio
        WHERE
            (dia.promedio_fluid_level_tvd_ft, dia.ai_accuracy_pct)
            IS DISTINCT FROM (promedio.nivel_ft, promedio.acierto_pct)
        ORDER BY dia.fecha_id, dia.pozo_id
        FOR NO KEY UPDATE OF dia
    ),

    escritos AS (
        UPDATE reporting.fact_operaciones_diarias AS dia
        SET
            promedio_fluid_level_tvd_ft = cambiados.nivel_ft,
            ai_accuracy_pct = cambiados.acierto_pct,
            fecha_carga = etl.fnc_ahora()
        FROM cambiados
        WHERE
            dia.fecha_id = cambiados.fecha_id
            AND dia.pozo_id = cambiados.pozo_id
            AND dia.periodo_comparacion = 'DIARIO'
        RETURNING dia.pozo_id, dia.fecha_id
    )

    SELECT
        array_agg(escritos.pozo_id),
        array_agg(escritos.fecha_id)
    INTO p_cambiados_pozos, p_cambiados_fechas
    FROM escritos;

    UPDATE reporting.fact_operaciones_mensuales AS mes
    SET
        promedio_fluid_level_tvd_ft = cambiado.nivel_ft,
        fecha_ultima_carga = etl.fnc_ahora()
    FROM (
        SELECT
            guardado.pozo_id,
            guardado.anio_mes,
            promedio.nivel_ft
        FROM (
            SELECT DISTINCT
                clave.pozo_id,
                to_char(to_date(clave.fecha_id::text, 'YYYYMMDD'), 'YYYY-MM') AS anio_mes
            FROM unnest(p_pozos, p_fechas) AS clave (pozo_id, fecha_id)
        ) AS clave
        INNER JOIN reporting.fact_operaciones_mensuales AS guardado
            ON clave.pozo_id = guardado.pozo_id AND clave.anio_mes = guardado.anio_mes
        CROSS JOIN LATERAL (
            SELECT
                sum(valor.nivel_ft * dia.lecturas ORDER BY dia.fecha_id)
                / nullif(sum(dia.lecturas) FILTER (WHERE valor.nivel_ft IS NOT NULL), 0) AS nivel_ft
            FROM reporting.fact_operaciones_diarias AS dia
            CROSS JOIN LATERAL (
                SELECT stage.fnc_calc_finito(dia.promedio_fluid_level_tvd_ft) AS nivel_ft
            ) AS valor
            WHERE
                dia.pozo_id = guardado.pozo_id
                AND dia.fecha_id BETWEEN replace(guardado.anio_mes, '-', '')::integer * 100
                AND replace(guardado.anio_mes, '-', '')::integer * 100 + 99
                AND dia.periodo_comparacion = 'DIARIO'
        ) AS promedio
        WHERE guardado.promedio_fluid_level_tvd_ft IS DISTINCT FROM promedio.nivel_ft
        ORDER BY guardado.anio_mes, guardado.pozo_id
        FOR NO KEY UPDATE OF guardado
    ) AS cambiado
    WHERE mes.anio_mes = cambiado.anio_mes AND mes.pozo_id = cambiado.pozo_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_derivar_dias
IS 'Part of sp_calcular_derivados_completos: average fluid level (ft) and accuracy (%) of days and months.';
