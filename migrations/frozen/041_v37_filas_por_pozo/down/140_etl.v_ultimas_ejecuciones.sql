CREATE OR REPLACE VIEW etl.v_ultimas_ejecuciones AS
-- The kinds and places are walked along the index, one step each: cheap however long the ledger.
WITH RECURSIVE grupos AS (
    (
        SELECT
            primera.etl_tipo,
            coalesce(primera.ubicacion_id, '') AS lugar
        FROM etl.etl_ejecuciones AS primera
        ORDER BY primera.etl_tipo, coalesce(primera.ubicacion_id, '')
        LIMIT 1
    )
    UNION ALL
    SELECT
        siguiente.etl_tipo,
        siguiente.lugar
    FROM grupos
    CROSS JOIN LATERAL (
        SELECT
            otras.etl_tipo,
            coalesce(otras.ubicacion_id, '') AS lugar
        FROM etl.etl_ejecuciones AS otras
        WHERE (otras.etl_tipo, coalesce(otras.ubicacion_id, '')) > (grupos.etl_tipo, grupos.lugar)
        ORDER BY otras.etl_tipo, coalesce(otras.ubicacion_id, '')
        LIMIT 1
    ) AS siguiente
)

SELECT
    ultimas.id,
    ultimas.etl_tipo,
    ultimas.ubicacion_id,
    ultimas.ubicacion_nombre,
    ultimas.fecha_inicio,
    ultimas.fecha_fin,
    ultimas.duracion_segundos,
    ultimas.estado,
    ultimas.registros_extraidos,
    ultimas.registros_cargados,
    ultimas.error_tipo,
    ultimas.error_mensaje,
    ultimas.modo,
    ultimas.origen,
    (
        SELECT logradas.fecha_inicio
        FROM etl.etl_ejecuciones AS logradas
        WHERE
            logradas.etl_tipo = grupos.etl_tipo
            AND coalesce(logradas.ubicacion_id, '') = grupos.lugar
            AND logradas.estado IN ('exitoso', 'parcial')
        ORDER BY logradas.fecha_inicio DESC
        LIMIT 1
    ) AS ultimo_exito
FROM grupos
CROSS JOIN LATERAL (
    SELECT
        ejecuciones.id,
        ejecuciones.etl_tipo,
        ejecuciones.ubicacion_id,
        ejecuciones.ubicacion_nombre,
        ejecuciones.fecha_inicio,
        ejecuciones.fecha_fin,
        ejecuciones.duracion_segundos,
        ejecuciones.estado,
        ejecuciones.registros_extraidos,
        ejecuciones.registros_cargados,
        ejecuciones.error_tipo,
        ejecuciones.error_mensaje,
        ejecuciones.modo,
        ejecuciones.origen
    FROM etl.etl_ejecuciones AS ejecuciones
    WHERE
        ejecuciones.etl_tipo = grupos.etl_tipo
        AND coalesce(ejecuciones.ubicacion_id, '') = grupos.lugar
        AND ejecuciones.ocupado_por IS NULL
    ORDER BY ejecuciones.fecha_inicio DESC
    LIMIT 1
) AS ultimas;

COMMENT ON VIEW etl.v_ultimas_ejecuciones
IS 'Newest run of each kind and place, and when it last succeeded.';
