-- The step that a server process is at, of the runs that it has made since, and for how many seconds.
SELECT
    e.etl_tipo AS ciclo,
    p.paso,
    extract(EPOCH FROM clock_timestamp() - p.fecha_inicio)::float8 AS segundos
FROM etl.etl_ejecucion_pasos AS p
INNER JOIN etl.etl_ejecuciones AS e ON p.ejecucion_id = e.id
WHERE
    e.id > %(despues_de)s
    AND e.backend_pid = %(pid)s
    AND p.estado = 'en_proceso'
ORDER BY p.fecha_inicio DESC
LIMIT 1;
