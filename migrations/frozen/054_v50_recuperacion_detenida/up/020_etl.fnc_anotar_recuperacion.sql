CREATE OR REPLACE FUNCTION etl.fnc_anotar_recuperacion(
    p_ejecucion_id bigint,
    p_orden integer
)
RETURNS boolean
LANGUAGE sql
AS $$
-- Purpose: records the recovery step of a run after the fact: rows = what its recoveries wrote, detail
--   = which runs those were, and whether it was stopped, which it returns. The recoveries are runs of their
--   own in the ledger: one that fails is no failure of the step, one that is cancelled was the step's cancel.
-- Second run: refused, the step is there. Reads: etl.etl_ejecuciones.
-- Writes: etl.etl_ejecucion_pasos.
    WITH hechas AS (
        SELECT
            sum(hechas.duracion_segundos) AS segundos,
            sum(hechas.registros_cargados) AS registros,
            jsonb_agg(hechas.id ORDER BY hechas.id) AS ids,
            max(hechas.id) FILTER (WHERE hechas.error_tipo IN ('timeout', 'interrumpido')) AS detenida_id
        FROM etl.etl_ejecuciones AS principal
        INNER JOIN etl.etl_ejecuciones AS hechas
            ON hechas.id > principal.id
                AND hechas.backend_pid = principal.backend_pid
                AND coalesce(hechas.backend_inicio = principal.backend_inicio, TRUE)
                AND hechas.recupera_id IS NOT NULL
        WHERE principal.id = p_ejecucion_id
    )

    INSERT INTO etl.etl_ejecucion_pasos (
        ejecucion_id,
        orden,
        paso,
        fecha_inicio,
        fecha_fin,
        duracion_segundos,
        registros,
        estado,
        error_sqlstate,
        error_mensaje,
        detalle
    )
    SELECT
        principal.id AS ejecucion_id,
        p_orden AS orden,
        'etl.sp_recuperar' AS paso,
        principal.fecha_inicio,
        etl.fnc_reloj() AS fecha_fin,
        coalesce(hechas.segundos, 0) AS duracion_segundos,
        coalesce(hechas.registros, 0) AS registros,
        CASE WHEN hechas.detenida_id IS NULL THEN 'exitoso' ELSE 'fallido' END AS estado,
        CASE WHEN hechas.detenida_id IS NOT NULL THEN '57014' END AS error_sqlstate,
        'stopped within run ' || hechas.detenida_id AS error_mensaje,
        jsonb_build_object('ejecuciones', coalesce(hechas.ids, '[]')) AS detalle
    FROM etl.etl_ejecuciones AS principal
    CROSS JOIN hechas
    WHERE principal.id = p_ejecucion_id
    RETURNING etl_ejecucion_pasos.estado = 'fallido';
$$;

COMMENT ON FUNCTION etl.fnc_anotar_recuperacion(bigint, integer)
IS 'Records the recovery step of a run: which runs it made, and their rows; whether it was stopped.';
