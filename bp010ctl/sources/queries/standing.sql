-- Each source: whether it is polled, how its last poll went, how many gaps can be made up for.
SELECT
    f.fuente,
    f.tipo,
    f.ubicacion_id,
    f.direccion,
    f.unidades,
    f.da_rangos,
    f.cadencia_segundos,
    f.limite_segundos,
    f.activa,
    f.motivo_pausa,
    f.pausada_en,
    f.sondeada_en,
    extract(EPOCH FROM etl.fnc_reloj() - f.sondeada_en)::double precision AS segundos,
    f.cubierta_hasta,
    f.ultimo_dato,
    u.estado,
    u.error_tipo,
    u.error_mensaje,
    (
        SELECT count(*)
        FROM etl.v_gaps_pendientes AS g
        WHERE
            g.etl_tipo = f.tipo
            AND (g.ubicacion_id = f.ubicacion_id OR starts_with(g.ubicacion_id, f.ubicacion_id || '/'))
    ) AS huecos
FROM etl.fuentes AS f
LEFT JOIN LATERAL (
    SELECT
        e.estado,
        e.error_tipo,
        e.error_mensaje
    FROM etl.etl_ejecuciones AS e
    WHERE
        e.etl_tipo = f.tipo
        AND coalesce(e.ubicacion_id, '') = f.ubicacion_id
        AND e.modo <> 'recuperacion'
        AND e.ticks_perdidos IS NULL
    ORDER BY e.fecha_inicio DESC
    LIMIT 1
) AS u ON TRUE
ORDER BY f.fuente;
