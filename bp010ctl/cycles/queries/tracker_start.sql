SELECT
    etl.fnc_abrir_carga(
        p_etl_tipo => %(etl_tipo)s::text,
        p_ubicacion_id => %(ubicacion_id)s::text,
        p_ubicacion_nombre => %(ubicacion_nombre)s::text,
        p_fecha_desde => %(fecha_desde)s::date,
        p_fecha_hasta => %(fecha_hasta)s::date,
        p_hora_desde => %(hora_desde)s::time,
        p_hora_hasta => %(hora_hasta)s::time,
        p_modo => %(modo)s::text,
        p_version_etl => %(version_etl)s::text,
        p_host => %(host)s::text
    ) AS id;
