CREATE OR REPLACE VIEW etl.v_gaps_pendientes
WITH (security_invoker = TRUE) AS
-- Failed, interrupted and missing runs of the last 7 days that nothing has made up for. A later
-- success of the same kind does, if it recovers this very run, or covered as much: the same place or
-- all, and the same range or more; a run over what changed is covered by the next one, because its
-- work waited. Failed recoveries are no gaps of their own, nor attempts that found the cycle busy, nor
-- the later polls of a source that failed in a row, nor what cannot be made up for (irrecuperable).
-- The newest success over what changed is looked up once for each kind and place, and OFFSET 0 keeps
-- each gap to its index: a cycle that fails for a week must not cost a look at all runs for each gap.
WITH exitos AS MATERIALIZED (
    SELECT
        grupos.etl_tipo,
        coalesce(grupos.ubicacion_id, '') AS lugar,
        (
            SELECT logradas.fecha_inicio
            FROM etl.etl_ejecuciones AS logradas
            WHERE
                logradas.estado IN ('exitoso', 'parcial')
                AND logradas.fecha_desde IS NULL
                AND logradas.etl_tipo = grupos.etl_tipo
                AND coalesce(logradas.ubicacion_id, '') = coalesce(grupos.ubicacion_id, '')
            ORDER BY logradas.fecha_inicio DESC
            LIMIT 1
        ) AS ultimo
    FROM etl.v_ultimas_ejecuciones AS grupos
)

SELECT
    fallidas.id,
    fallidas.etl_tipo,
    fallidas.ubicacion_id,
    fallidas.ubicacion_nombre,
    fallidas.fecha_inicio,
    fallidas.fecha_fin,
    fallidas.fecha_desde,
    fallidas.fecha_hasta,
    fallidas.hora_desde,
    fallidas.hora_hasta,
    fallidas.error_tipo,
    fallidas.error_mensaje,
    fallidas.ticks_perdidos,
    lower(fallidas.ventana) AT TIME ZONE fallidas.zona AS desde,
    upper(fallidas.ventana) AT TIME ZONE fallidas.zona AS hasta,
    intentos.cuantos AS intentos,
    intentos.ultimo AS ultimo_intento
FROM (
    SELECT
        ejecuciones.id,
        ejecuciones.etl_tipo,
        ejecuciones.ubicacion_id,
        ejecuciones.ubicacion_nombre,
        ejecuciones.fecha_inicio,
        ejecuciones.fecha_fin,
        ejecuciones.fecha_desde,
        ejecuciones.fecha_hasta,
        ejecuciones.hora_desde,
        ejecuciones.hora_hasta,
        ejecuciones.error_tipo,
        ejecuciones.error_mensaje,
        ejecuciones.ticks_perdidos,
        (SELECT referencial.fnc_zona_horaria()) AS zona,
        CASE
            WHEN ejecuciones.ticks_perdidos IS NULL OR ejecuciones.hueco_abierto IS NOT NULL
                THEN etl.fnc_ventana(
                    ejecuciones.fecha_desde,
                    ejecuciones.fecha_hasta,
                    ejecuciones.hora_desde,
                    ejecuciones.hora_hasta
                )
        END AS ventana
    FROM etl.etl_ejecuciones AS ejecuciones
    WHERE
        ejecuciones.estado = 'fallido'
        AND ejecuciones.ocupado_por IS NULL
        AND ejecuciones.recupera_id IS NULL
        AND ejecuciones.hueco_id IS NULL
        AND ejecuciones.irrecuperable IS NULL
        AND ejecuciones.fecha_inicio > etl.fnc_ahora() - interval '7 days'
) AS fallidas
CROSS JOIN
    LATERAL (
        SELECT
            count(*)::integer AS cuantos,
            max(repetidas.fecha_inicio) AS ultimo
        FROM etl.etl_ejecuciones AS repetidas
        WHERE repetidas.recupera_id = fallidas.id AND repetidas.ocupado_por IS NULL
    ) AS intentos
WHERE NOT EXISTS (
    SELECT
    FROM etl.etl_ejecuciones AS logradas
    WHERE
        logradas.recupera_id = fallidas.id
        AND logradas.estado IN ('exitoso', 'parcial')
    OFFSET 0 -- noqa: AM09
)
AND NOT (
    fallidas.ventana IS NULL
    AND EXISTS (
        SELECT
        FROM exitos
        WHERE
            exitos.etl_tipo = fallidas.etl_tipo
            AND exitos.lugar IN ('', coalesce(fallidas.ubicacion_id, ''))
            AND exitos.ultimo >= fallidas.fecha_inicio
    )
)
AND NOT EXISTS (
    SELECT
    FROM etl.etl_ejecuciones AS logradas
    WHERE
        etl.fnc_ventana(
            logradas.fecha_desde,
            logradas.fecha_hasta,
            logradas.hora_desde,
            logradas.hora_hasta
        ) @> coalesce(fallidas.ventana, tsrange('-infinity', 'infinity'))
        AND logradas.fecha_desde IS NOT NULL
        AND logradas.estado IN ('exitoso', 'parcial')
        AND logradas.etl_tipo = fallidas.etl_tipo
        AND logradas.fecha_inicio >= fallidas.fecha_inicio
        AND (logradas.ubicacion_id IS NULL OR logradas.ubicacion_id = fallidas.ubicacion_id)
    OFFSET 0 -- noqa: AM09
);

COMMENT ON VIEW etl.v_gaps_pendientes
IS 'Gaps with what a recovery needs: number, exact range, tries so far; see v_gaps_por_recuperar.';
