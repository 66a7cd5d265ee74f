-- Also a run that vigilancia took for lost comes to its true end.
UPDATE etl.etl_ejecuciones
SET
    estado = %(estado)s,
    fecha_fin = greatest(etl.fnc_reloj(), fecha_inicio),
    duracion_segundos = extract(EPOCH FROM greatest(etl.fnc_reloj(), fecha_inicio) - fecha_inicio),
    registros_extraidos = %(extraidos)s,
    registros_cargados = %(cargados)s,
    error_mensaje = %(mensaje)s,
    error_tipo = %(tipo)s
WHERE id = %(id)s
RETURNING id;
