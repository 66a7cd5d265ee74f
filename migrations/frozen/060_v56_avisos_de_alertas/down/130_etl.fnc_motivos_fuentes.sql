CREATE OR REPLACE FUNCTION etl.fnc_motivos_fuentes()
RETURNS TABLE (
    tipo text,
    severidad text,
    etl_tipo text,
    ubicacion_id text,
    mensaje text
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: reasons for alerts about sources that are polled, by thresholds of referencial.tbl_config_kpi
--   (ALERTAS): silencio (no good poll, or no new value, for so many cadences), confiabilidad (under so many percent
--   of the day's polls were good), reloj (its newest value is dated ahead of now, by more than
--   OPERACION/adelanto_minutos). A source that is not polled on purpose gives none.
-- Second run: the same while nothing changes.
-- Reads: etl.fuentes, etl.etl_ejecuciones, referencial.tbl_config_kpi. Writes nothing.
    WITH ajustes AS MATERIALIZED (
        SELECT
            coalesce(referencial.fnc_config('ALERTAS', 'silencio_cadencias'), 3)::double precision AS cadencias,
            coalesce(referencial.fnc_config('ALERTAS', 'silencio_minimo_segundos'), 300)::double precision AS minimo,
            coalesce(referencial.fnc_config('ALERTAS', 'confiabilidad_pct'), 90) AS confiable,
            coalesce(referencial.fnc_config('ALERTAS', 'confiabilidad_minimo'), 20) AS suficientes,
            coalesce(referencial.fnc_config('OPERACION', 'adelanto_minutos'), 5) * 60 AS adelanto,
            date_trunc('day', etl.fnc_ahora(), referencial.fnc_zona_horaria()) AS hoy
    ),

    activas AS (
        SELECT
            fuentes.fuente,
            fuentes.tipo,
            fuentes.ubicacion_id,
            fuentes.ultimo_dato,
            fuentes.adelanto_segundos,
            coalesce(buenos.ultimo, fuentes.creada_en) AS ultimo_bueno,
            make_interval(
                secs => ajustes.cadencias * fuentes.cadencia_segundos + fuentes.limite_segundos
            ) AS paciencia,
            make_interval(
                secs => greatest(
                    ajustes.cadencias * fuentes.cadencia_segundos + fuentes.limite_segundos, ajustes.minimo
                )
            ) AS paciencia_dato
        FROM etl.fuentes AS fuentes
        CROSS JOIN ajustes
        CROSS JOIN
            LATERAL (
                SELECT max(ejecuciones.fecha_inicio) AS ultimo
                FROM etl.etl_ejecuciones AS ejecuciones
                WHERE ejecuciones.etl_tipo = fuentes.tipo
                    AND coalesce(ejecuciones.ubicacion_id, '') = fuentes.ubicacion_id
                    AND ejecuciones.estado IN ('exitoso', 'parcial')
                    AND ejecuciones.fecha_inicio > etl.fnc_ahora() - interval '1 day'
            ) AS buenos
        WHERE fuentes.activa
    )

    SELECT
        'silencio' AS tipo,
        'CRITICAL' AS severidad,
        activas.tipo AS etl_tipo,
        activas.ubicacion_id,
        format('%s: no good poll since %s', activas.fuente, date_trunc('second', activas.ultimo_bueno)) AS mensaje
    FROM activas
    WHERE activas.ultimo_bueno < etl.fnc_reloj() - activas.paciencia
    UNION ALL
    SELECT
        'silencio' AS tipo,
        'WARNING' AS severidad,
        activas.tipo AS etl_tipo,
        activas.ubicacion_id,
        format(
            '%s answers, but its newest value is of %s', activas.fuente, date_trunc('second', activas.ultimo_dato)
        ) AS mensaje
    FROM activas
    WHERE activas.ultimo_bueno >= etl.fnc_reloj() - activas.paciencia
        AND activas.ultimo_dato < etl.fnc_reloj() - activas.paciencia_dato
    UNION ALL
    SELECT
        'reloj' AS tipo,
        'WARNING' AS severidad,
        activas.tipo AS etl_tipo,
        activas.ubicacion_id,
        format(
            '%s: its newest value is dated %s min ahead of now',
            activas.fuente, round(activas.adelanto_segundos::numeric / 60)
        ) AS mensaje
    FROM activas
    CROSS JOIN ajustes
    WHERE activas.adelanto_segundos > ajustes.adelanto
    UNION ALL
    SELECT
        'confiabilidad' AS tipo,
        'WARNING' AS severidad,
        activas.tipo AS etl_tipo,
        activas.ubicacion_id,
        format('%s: %s of %s polls of today were good', activas.fuente, hoy.buenos, hoy.todos) AS mensaje
    FROM activas
    CROSS JOIN ajustes
    CROSS JOIN
        LATERAL (
            SELECT
                count(*) AS todos,
                count(*) FILTER (
                    WHERE ejecuciones.estado = 'exitoso'
                    OR (ejecuciones.estado = 'parcial' AND ejecuciones.error_tipo IS NULL)
                ) AS buenos
            FROM etl.etl_ejecuciones AS ejecuciones
            WHERE ejecuciones.etl_tipo = activas.tipo
                AND coalesce(ejecuciones.ubicacion_id, '') = activas.ubicacion_id
                AND ejecuciones.fecha_inicio >= ajustes.hoy
                AND ejecuciones.ticks_perdidos IS NULL
        ) AS hoy
    WHERE hoy.todos >= ajustes.suficientes
        AND 100.0 * hoy.buenos < ajustes.confiable * hoy.todos;
$$;

COMMENT ON FUNCTION etl.fnc_motivos_fuentes()
IS 'Reasons for alerts about sources: silent, unreliable today, a clock that is ahead.';
