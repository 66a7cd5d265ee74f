CREATE OR REPLACE VIEW etl.v_metricas_confiabilidad
WITH (security_invoker = TRUE) AS
-- A run succeeded when it is exitoso, or parcial only because values were rejected. Missed starts and
-- attempts that found the cycle busy are no runs. Each kind, place and day is a stretch of one index.
WITH hoy AS MATERIALIZED (
    SELECT
        referencial.fnc_zona_horaria() AS zona,
        (etl.fnc_ahora() AT TIME ZONE referencial.fnc_zona_horaria())::date AS dia
),

dias AS (
    SELECT
        hoy.dia - atras.dias AS fecha,
        (hoy.dia - atras.dias)::timestamp AT TIME ZONE hoy.zona AS inicio,
        (hoy.dia - atras.dias + 1)::timestamp AT TIME ZONE hoy.zona AS fin
    FROM hoy
    CROSS JOIN generate_series(0, 30) AS atras (dias)
)

SELECT
    grupos.etl_tipo,
    grupos.ubicacion_id,
    grupos.ubicacion_nombre,
    dias.fecha,
    medidas.total AS total_ejecuciones,
    medidas.logradas AS ejecuciones_exitosas,
    medidas.total - medidas.logradas AS ejecuciones_fallidas,
    round(100.0 * medidas.logradas / medidas.total, 2) AS tasa_exito_pct,
    medidas.duracion AS duracion_promedio_seg,
    medidas.cargados AS total_registros_cargados
FROM etl.v_ultimas_ejecuciones AS grupos
CROSS JOIN dias
CROSS JOIN
    LATERAL (
        SELECT
            count(*) AS total,
            count(*) FILTER (
                WHERE ejecuciones.estado = 'exitoso'
                OR (ejecuciones.estado = 'parcial' AND ejecuciones.error_tipo IS NULL)
            ) AS logradas,
            avg(ejecuciones.duracion_segundos) AS duracion,
            coalesce(sum(ejecuciones.registros_cargados), 0)::bigint AS cargados
        FROM etl.etl_ejecuciones AS ejecuciones
        WHERE
            ejecuciones.etl_tipo = grupos.etl_tipo
            AND coalesce(ejecuciones.ubicacion_id, '') = coalesce(grupos.ubicacion_id, '')
            AND ejecuciones.fecha_inicio >= dias.inicio
            AND ejecuciones.fecha_inicio < dias.fin
            AND ejecuciones.estado <> 'en_proceso'
            AND ejecuciones.ocupado_por IS NULL
            AND ejecuciones.ticks_perdidos IS NULL
    ) AS medidas
WHERE medidas.total > 0
ORDER BY dias.fecha DESC, grupos.etl_tipo ASC, grupos.ubicacion_id ASC;

COMMENT ON VIEW etl.v_metricas_confiabilidad
IS 'Reliability by kind of run, place and day of the operating zone, over the last 30 days.';
