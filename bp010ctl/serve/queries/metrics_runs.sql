SELECT
    ejecucion.etl_tipo,
    ejecucion.estado,
    count(*) AS cuantas
FROM etl.etl_ejecuciones AS ejecucion
WHERE ejecucion.fecha_inicio > etl.fnc_reloj() - interval '1 day'
GROUP BY ejecucion.etl_tipo, ejecucion.estado
ORDER BY ejecucion.etl_tipo, ejecucion.estado;
