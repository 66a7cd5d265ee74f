INSERT INTO etl.etl_ejecuciones (
    etl_tipo,
    ubicacion_id,
    ubicacion_nombre,
    fecha_inicio,
    fecha_desde,
    fecha_hasta,
    hora_desde,
    hora_hasta,
    modo,
    version_etl,
    host,
    origen,
    backend_pid,
    backend_inicio
)
VALUES (
    %(etl_tipo)s,
    %(ubicacion_id)s,
    %(ubicacion_nombre)s,
    etl.fnc_reloj(),
    %(fecha_desde)s,
    %(fecha_hasta)s,
    %(hora_desde)s,
    %(hora_hasta)s,
    %(modo)s,
    %(version_etl)s,
    %(host)s,
    'ETLTracker',
    pg_backend_pid(),
    (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()))
)
RETURNING id;
