-- What the newest good run of a place was made from.
SELECT ejecuciones.ubicacion_nombre
FROM etl.etl_ejecuciones AS ejecuciones
WHERE
    ejecuciones.etl_tipo = %(tipo)s::text
    AND ejecuciones.ubicacion_id = %(lugar)s::text
    AND ejecuciones.estado IN ('exitoso', 'parcial')
ORDER BY ejecuciones.id DESC
LIMIT 1;
