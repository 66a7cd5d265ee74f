CREATE OR REPLACE FUNCTION etl.fnc_anotar_recuperacion(
    p_ejecucion_id bigint,
    p_orden integer
)
RETURNS void
LANGUAGE sql
AS $$
-- Purpose: records the recovery step of a run after the fact: rows = what its recoveries wrote, detail
--   = which runs those were. The recoveries are runs of their own in the ledger.
-- Second run: refused, the step is there. Reads: etl.etl_ejecuciones.
-- Writes: etl.etl_ejecucion_pasos.
    INSERT INTO etl.etl_ejecucion_pasos (
        ejecucion_id,
        orden,
        paso,
        fecha_inicio,
        fecha_fin,
        duracion_segundos,
        registros,
        estado,
        detalle
    )
    SELECT
        principal.id AS ejecucion_id,
        p_orden AS orden,
        'etl.sp_recuperar' AS paso,
        principal.fecha_inicio,
        etl.fnc_reloj() AS fecha_fin,
        coalesce(sum(hechas.duracion_segundos), 0) AS duracion_segundos,
        coalesce(sum(hechas.registros_cargados), 0) AS registros,
        'exitoso' AS estado,
        jsonb_build_object(
            'ejecuciones', coalesce(jsonb_agg(hechas.id ORDER BY hechas.id) FILTER (WHERE hechas.id > 0), '[]')
        ) AS detalle
    FROM etl.etl_ejecuciones AS principal
    LEFT JOIN etl.etl_ejecuciones AS hechas
        ON hechas.id > principal.id
            AND hechas.backend_pid = principal.backend_pid
            AND coalesce(hechas.backend_inicio = principal.backend_inicio, TRUE)
            AND hechas.recupera_id IS NOT NULL
    WHERE principal.id = p_ejecucion_id
    GROUP BY principal.id;
$$;

COMMENT ON FUNCTION etl.fnc_anotar_recuperacion(bigint, integer)
IS 'Records the recovery step of a run: which runs it made, and the rows that these wrote.';
