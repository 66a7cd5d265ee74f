CREATE OR REPLACE FUNCTION etl.fnc_cerrar_interrumpidas(p_ciclo text DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: closes the runs (of one cycle, or all) whose server process is gone: failed, interrumpido.
--   They end at their last sign of life, so that missed starts after it still count as missed. A run
--   of a cycle lives while its process holds the cycle's lock; any other while its process is there.
--   The caller of one cycle holds its lock: no other run of it can be alive.
-- Second run: finds none. Returns how many of them this very session had left open.
-- Reads: pg_stat_activity, pg_locks, etl.ciclos. Writes: etl.etl_ejecuciones, etl.etl_ejecucion_pasos.
DECLARE
    v_propias integer;
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
            ) AS ultima_senal,
            vivas.pid IS NOT NULL AND abiertas.backend_pid = pg_backend_pid() AS propia
        FROM etl.etl_ejecuciones AS abiertas
        LEFT JOIN pg_catalog.pg_stat_activity AS vivas
            ON abiertas.backend_pid = vivas.pid
                AND (abiertas.backend_inicio = vivas.backend_start OR vivas.backend_start IS NULL)
        LEFT JOIN etl.ciclos AS ciclos ON abiertas.etl_tipo = ciclos.ciclo
        WHERE abiertas.estado = 'en_proceso'
            AND (p_ciclo IS NULL OR abiertas.etl_tipo = p_ciclo)
            AND (
                p_ciclo IS NOT NULL
                OR vivas.pid IS NULL
                OR (
                    ciclos.ciclo IS NOT NULL
                    AND etl.fnc_ocupante(abiertas.etl_tipo) IS DISTINCT FROM abiertas.backend_pid
                )
            )
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
        RETURNING perdidas.propia
    )

    SELECT count(*) FILTER (WHERE cerradas.propia)::integer INTO v_propias
    FROM cerradas;
    RETURN v_propias;
END;
$$;

COMMENT ON FUNCTION etl.fnc_cerrar_interrumpidas(text)
IS 'Closes runs whose server process is gone as fallido, interrumpido; returns this session''s own.';
