-- Gaps of the last 7 days that cannot be made up for, the oldest first, in the columns of ledger_gaps.
SELECT
    e.id,
    e.etl_tipo,
    e.ubicacion_id,
    e.ubicacion_nombre,
    e.fecha_desde,
    e.fecha_hasta,
    e.hora_desde,
    e.hora_hasta,
    e.fecha_fin AS fecha_fallo,
    e.error_tipo,
    e.error_mensaje,
    extract(EPOCH FROM etl.fnc_ahora() - e.fecha_fin)::double precision / 3600 AS horas_desde_fallo,
    0 AS intentos,
    FALSE AS de_ciclo,
    f.fuente,
    e.irrecuperable
FROM etl.etl_ejecuciones AS e
LEFT JOIN etl.fuentes AS f ON e.etl_tipo = f.tipo AND split_part(e.ubicacion_id, '/', 1) = f.ubicacion_id
WHERE
    e.estado = 'fallido'
    AND e.irrecuperable IS NOT NULL
    AND e.fecha_inicio > etl.fnc_ahora() - interval '7 days'
ORDER BY e.fecha_fin, e.id;
