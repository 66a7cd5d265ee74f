-- Newest runs, the newest first; only failed ones, or only those of one kind, if asked.
SELECT
    e.id,
    e.etl_tipo,
    e.ubicacion_id,
    e.fecha_inicio,
    e.fecha_fin,
    CASE
        WHEN e.estado = 'en_proceso'
            THEN extract(EPOCH FROM etl.fnc_reloj() - e.fecha_inicio)::double precision
        ELSE e.duracion_segundos
    END AS duracion_segundos,
    e.estado,
    e.registros_extraidos,
    e.registros_cargados,
    e.error_tipo,
    e.error_mensaje,
    e.modo,
    e.origen,
    e.host,
    e.version_etl,
    e.recupera_id,
    e.hueco_id,
    e.ocupado_por,
    e.ticks_perdidos
FROM etl.etl_ejecuciones AS e
WHERE
    (NOT %(failed)s OR (e.estado = 'fallido' AND e.ocupado_por IS NULL))
    AND (%(tipo)s::text IS NULL OR e.etl_tipo = %(tipo)s)
    AND (%(since)s::bigint IS NULL OR e.id >= %(since)s)
ORDER BY e.fecha_inicio DESC, e.id DESC
LIMIT %(cuantos)s;
