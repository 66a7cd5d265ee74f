-- How often a source was polled well since a moment.
SELECT count(*) AS sondeos
FROM etl.etl_ejecuciones AS e
WHERE
    e.etl_tipo = %(tipo)s
    AND e.ubicacion_id = %(ubicacion)s
    AND e.hueco_id IS NULL
    AND e.fecha_inicio >= %(desde)s
    AND e.estado IN ('exitoso', 'parcial');
