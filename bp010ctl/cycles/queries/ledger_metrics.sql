SELECT
    m.etl_tipo,
    m.ubicacion_id,
    m.ubicacion_nombre,
    m.fecha,
    m.total_ejecuciones,
    m.ejecuciones_exitosas,
    m.ejecuciones_fallidas,
    m.tasa_exito_pct::double precision AS tasa_exito_pct,
    m.duracion_promedio_seg,
    m.total_registros_cargados
FROM etl.v_metricas_confiabilidad AS m
WHERE
    m.fecha > (etl.fnc_ahora() AT TIME ZONE referencial.fnc_zona_horaria())::date - %(dias)s::integer
    AND (%(tipo)s::text IS NULL OR m.etl_tipo = %(tipo)s);
