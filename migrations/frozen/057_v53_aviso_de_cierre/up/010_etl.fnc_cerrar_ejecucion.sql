CREATE OR REPLACE FUNCTION etl.fnc_cerrar_ejecucion(
    p_ejecucion_id bigint,
    p_detenida boolean,
    p_segundos double precision
)
RETURNS text
LANGUAGE sql
AS $$
-- Purpose: closes a run with what its steps came to, and returns its state. p_detenida: a critical
--   step failed or the run was cancelled: fallido. parcial: another step failed, or values were
--   rejected; else exitoso. The last try of a step counts. To be called by the statement that made the
--   run: a cancel is a timeout where the time of that is over. NOTIFY bp010_ciclos tells that it is over.
-- Second run: the same result. Reads: etl.etl_ejecucion_pasos. Writes: etl.etl_ejecuciones.
    WITH ultimos AS (
        SELECT DISTINCT ON (pasos.orden) pasos.*
        FROM etl.etl_ejecucion_pasos AS pasos
        WHERE pasos.ejecucion_id = p_ejecucion_id
        ORDER BY pasos.orden, pasos.intento DESC
    ),

    resumen AS (
        SELECT
            count(*) FILTER (WHERE ultimos.estado = 'fallido') AS fallidos,
            coalesce(sum(ultimos.registros), 0) AS cargados,
            coalesce(sum((ultimos.detalle ->> 'extraidos')::bigint), 0) AS extraidos,
            coalesce(sum((ultimos.detalle ->> 'rechazados')::bigint), 0) AS rechazados,
            (array_agg(ultimos.error_sqlstate ORDER BY ultimos.orden DESC)
                FILTER (WHERE ultimos.estado = 'fallido'))[1] AS error_sqlstate,
            string_agg(format('%s: %s', ultimos.paso, ultimos.error_mensaje), '; ' ORDER BY ultimos.orden)
                FILTER (WHERE ultimos.estado = 'fallido') AS error_mensaje
        FROM ultimos
    ),

    cerradas AS (
        UPDATE etl.etl_ejecuciones AS ejecuciones
        SET
            estado = CASE
                WHEN p_detenida THEN 'fallido'
                WHEN resumen.fallidos > 0 OR resumen.rechazados > 0 THEN 'parcial'
                ELSE 'exitoso'
            END,
            fecha_fin = ejecuciones.fecha_inicio + p_segundos * interval '1 second',
            duracion_segundos = p_segundos,
            registros_extraidos = resumen.extraidos,
            registros_cargados = resumen.cargados,
            error_tipo = CASE
                WHEN resumen.error_sqlstate = '57014' AND etl.fnc_tiempo_agotado() THEN 'timeout'
                ELSE etl.fnc_clasificar_error(resumen.error_sqlstate)
            END,
            error_mensaje = resumen.error_mensaje
        FROM resumen
        WHERE ejecuciones.id = p_ejecucion_id
        RETURNING ejecuciones.id, ejecuciones.etl_tipo, ejecuciones.estado
    )

    SELECT cerradas.estado
    FROM cerradas
    CROSS JOIN LATERAL pg_notify('bp010_ciclos', jsonb_build_object(
        'ejecucion_id', cerradas.id, 'etl_tipo', cerradas.etl_tipo, 'estado', cerradas.estado
    )::text);
$$;

COMMENT ON FUNCTION etl.fnc_cerrar_ejecucion(bigint, boolean, double precision)
IS 'Closes a run in the ledger by the outcome of its steps, tells so on bp010_ciclos, and returns its state.';
