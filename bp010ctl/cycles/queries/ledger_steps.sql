SELECT
    p.ejecucion_id,
    p.orden,
    p.intento,
    p.paso,
    p.estado,
    p.duracion_segundos,
    p.registros,
    p.error_sqlstate,
    p.error_mensaje,
    p.error_contexto
FROM etl.etl_ejecucion_pasos AS p
WHERE p.ejecucion_id = any(%(ids)s) AND (NOT %(failed)s OR p.estado = 'fallido')
ORDER BY p.ejecucion_id, p.orden, p.intento;
