SELECT
    g.id,
    g.etl_tipo,
    g.ubicacion_id,
    g.ubicacion_nombre,
    g.fecha_desde,
    g.fecha_hasta,
    g.hora_desde,
    g.hora_hasta,
    g.fecha_fin AS fecha_fallo,
    g.error_tipo,
    g.error_mensaje,
    extract(EPOCH FROM etl.fnc_ahora() - g.fecha_fin)::double precision / 3600 AS horas_desde_fallo,
    g.intentos,
    c.ciclo IS NOT NULL AS de_ciclo,
    f.fuente,
    NULL AS irrecuperable
FROM etl.v_gaps_pendientes AS g
LEFT JOIN etl.ciclos AS c ON g.etl_tipo = c.ciclo
LEFT JOIN etl.fuentes AS f ON g.etl_tipo = f.tipo AND split_part(g.ubicacion_id, '/', 1) = f.ubicacion_id
ORDER BY g.fecha_fin, g.id;
