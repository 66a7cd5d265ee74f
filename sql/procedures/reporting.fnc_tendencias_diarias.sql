CREATE OR REPLACE FUNCTION reporting.fnc_tendencias_diarias(
    p_pozos integer[],
    p_fechas integer[]
)
RETURNS TABLE (
    fecha_id integer,
    pozo_id integer,
    periodo_comparacion text,
    motor_current_avg_7d double precision,
    numero_fallas_avg_7d double precision,
    kpi_mtbf_hrs double precision
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the columns of daily facts that look back: averages of seven days, and MTBF. After changes on
--   some days (pairs of well and YYYYMMDD) all that may look back at them: six days more, and up to the
--   next day with a failure. MTBF: run hours over failures; on days without a failure the run hours since
--   the last one, by the lifetime counter.
-- Second run: the same for the same days.
-- Reads: reporting.tbl_cierre_contador, reporting.fact_operaciones_diarias. Writes: nothing.
    WITH cambios AS (
        SELECT
            claves.pozo_id,
            min(claves.fecha_id) AS primera,
            max(claves.fecha_id) AS ultima,
            to_char(to_date(max(claves.fecha_id)::text, 'YYYYMMDD') + 6, 'YYYYMMDD')::integer AS semana
        FROM unnest(p_pozos, p_fechas) AS claves (pozo_id, fecha_id)
        GROUP BY claves.pozo_id
    ),

    tocados AS (
        SELECT
            dia.pozo_id,
            dia.fecha_id,
            dia.tiempo_operacion_hrs,
            dia.numero_fallas,
            to_date(dia.fecha_id::text, 'YYYYMMDD') AS fecha
        FROM cambios
        CROSS JOIN LATERAL (
            SELECT min(siguiente.fecha_id) AS fecha_id
            FROM reporting.fact_operaciones_diarias AS siguiente
            WHERE siguiente.pozo_id = cambios.pozo_id
                AND siguiente.fecha_id > cambios.ultima
                AND siguiente.numero_fallas > 0
        ) AS falla
        INNER JOIN reporting.fact_operaciones_diarias AS dia
            ON
                cambios.pozo_id = dia.pozo_id
                AND dia.fecha_id >= cambios.primera
                AND (
                    falla.fecha_id IS NULL
                    OR dia.fecha_id <= greatest(falla.fecha_id, cambios.semana)
                )
        WHERE dia.periodo_comparacion = 'DIARIO'
    )

    SELECT
        tocados.fecha_id,
        tocados.pozo_id,
        'DIARIO' AS periodo_comparacion,
        semana.motor_current_avg_7d,
        semana.numero_fallas_avg_7d,
        CASE
            WHEN tocados.numero_fallas > 0
                THEN tocados.tiempo_operacion_hrs / tocados.numero_fallas
            WHEN falla.fecha_id IS NULL OR vida.horas < falla.horas_vida_ultima_falla
                THEN vida.horas
            ELSE vida.horas - falla.horas_vida_ultima_falla
        END AS kpi_mtbf_hrs
    FROM tocados
    CROSS JOIN LATERAL (
        SELECT
            reporting.fnc_promedio(sum(previos.corriente), count(previos.corriente))
            AS motor_current_avg_7d,
            reporting.fnc_promedio(sum(previos.fallas), count(previos.fallas))
            AS numero_fallas_avg_7d
        FROM (
            SELECT
                dia.motor_current_a_avg_day AS corriente,
                dia.numero_fallas AS fallas
            FROM reporting.fact_operaciones_diarias AS dia
            WHERE dia.pozo_id = tocados.pozo_id
                AND dia.fecha_id BETWEEN to_char(tocados.fecha - 6, 'YYYYMMDD')::integer
                AND tocados.fecha_id
                AND dia.periodo_comparacion = 'DIARIO'
            ORDER BY dia.fecha_id -- sums always in the same order
            OFFSET 0
        ) AS previos
    ) AS semana
    LEFT JOIN LATERAL (
        SELECT
            dia.fecha_id,
            dia.horas_vida_ultima_falla
        FROM reporting.fact_operaciones_diarias AS dia
        WHERE dia.pozo_id = tocados.pozo_id
            AND dia.fecha_id < tocados.fecha_id
            AND dia.numero_fallas > 0
        ORDER BY dia.fecha_id DESC
        LIMIT 1
    ) AS falla ON TRUE
    LEFT JOIN LATERAL (
        SELECT contador.valor AS horas
        FROM reporting.tbl_cierre_contador AS contador
        WHERE contador.well_id = tocados.pozo_id
            AND contador.posicion = reporting.fnc_serie('marcha_vida')
            AND contador.fecha <= tocados.fecha
        ORDER BY contador.fecha DESC
        LIMIT 1
    ) AS vida ON TRUE;
$$;

COMMENT ON FUNCTION reporting.fnc_tendencias_diarias(integer[], integer[])
IS 'Seven-day averages (A, failures a day) and MTBF (h) of the daily facts that look back at some days.';
