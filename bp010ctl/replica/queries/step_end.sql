UPDATE etl.etl_ejecucion_pasos
SET
    fecha_fin = clock_timestamp(),
    duracion_segundos = extract(EPOCH FROM clock_timestamp() - fecha_inicio),
    registros = %(registros)s,
    estado = %(estado)s,
    detalle = %(detalle)s::jsonb,
    error_mensaje = %(mensaje)s
WHERE ejecucion_id = %(ejecucion)s AND orden = %(orden)s AND intento = %(intento)s;
