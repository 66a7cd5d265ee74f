-- Finished tries of steps, of the runs that a server process has made since, in the order of their end.
SELECT
    p.ejecucion_id,
    e.etl_tipo AS ciclo,
    p.orden,
    p.intento,
    p.paso,
    p.duracion_segundos,
    p.registros,
    p.error_sqlstate,
    p.error_mensaje,
    p.error_contexto,
    coalesce(c.critico, TRUE) AS critico
FROM etl.etl_ejecucion_pasos AS p
INNER JOIN etl.etl_ejecuciones AS e ON p.ejecucion_id = e.id
LEFT JOIN etl.ciclo_pasos AS c ON e.etl_tipo = c.ciclo AND p.orden = c.orden
WHERE
    e.id > %(despues_de)s
    AND e.backend_pid = %(pid)s
    AND p.estado <> 'en_proceso'
ORDER BY p.fecha_fin, p.ejecucion_id, p.orden, p.intento;
