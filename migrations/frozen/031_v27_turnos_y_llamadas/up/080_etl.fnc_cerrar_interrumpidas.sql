CREATE OR REPLACE FUNCTION etl.fnc_cerrar_interrumpidas(p_ciclo text DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: closes the runs (of one cycle, or all) that do not live any more: failed, interrumpido. They end
--   at their last sign of life, so that missed starts after it still count as missed. A run of a cycle
--   lives while the CALL goes on that made it, a load from outside while its session is there.
-- Second run: finds none. Returns how many.
-- Reads: pg_stat_activity. Writes: etl.etl_ejecuciones, etl.etl_ejecucion_pasos.
DECLARE
    v_cerradas integer;
BEGIN
    WITH perdidas AS (
        SELECT
            abiertas.id,
            greatest(
                abiertas.fecha_inicio,
                (
                    SELECT max(greatest(pasos.fecha_inicio, pasos.fecha_fin))
                    FROM etl.etl_ejecucion_pasos AS pasos
                    WHERE pasos.ejecucion_id = abiertas.id
                )
            ) AS ultima_senal
        FROM etl.etl_ejecuciones AS abiertas
        WHERE abiertas.estado = 'en_proceso'
            AND (p_ciclo IS NULL OR abiertas.etl_tipo = p_ciclo)
            AND NOT etl.fnc_vive(abiertas.backend_pid, abiertas.backend_inicio, abiertas.sentencia_inicio)
    ),

    pasos_cerrados AS (
        UPDATE etl.etl_ejecucion_pasos AS pasos
        SET
            estado = 'fallido',
            fecha_fin = perdidas.ultima_senal,
            error_mensaje = 'the server process was lost during this step, its work was rolled back'
        FROM perdidas
        WHERE pasos.ejecucion_id = perdidas.id AND pasos.estado = 'en_proceso'
        RETURNING pasos.ejecucion_id, pasos.paso
    ),

    cerradas AS (
        UPDATE etl.etl_ejecuciones AS ejecuciones
        SET
            estado = 'fallido',
            fecha_fin = perdidas.ultima_senal,
            duracion_segundos = extract(EPOCH FROM perdidas.ultima_senal - ejecuciones.fecha_inicio),
            error_tipo = 'interrumpido',
            error_mensaje = format(
                'server process %s was lost%s',
                ejecuciones.backend_pid,
                (
                    SELECT format(' in step %s', string_agg(pasos_cerrados.paso, ', '))
                    FROM pasos_cerrados
                    WHERE pasos_cerrados.ejecucion_id = ejecuciones.id
                    HAVING count(*) > 0
                )
            )
        FROM perdidas
        WHERE ejecuciones.id = perdidas.id AND ejecuciones.estado = 'en_proceso'
        RETURNING ejecuciones.id
    )

    SELECT count(*)::integer INTO v_cerradas
    FROM cerradas;
    RETURN v_cerradas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_cerrar_interrumpidas(text)
IS 'Closes runs that do not live any more as fallido, interrumpido; how many.';
