SELECT m.*
FROM etl.v_metricas_confiabilidad AS m
WHERE
    m.fecha > (etl.fnc_ahora() AT TIME ZONE referencial.fnc_zona_horaria())::date - %(dias)s::integer
    AND (%(tipo)s::text IS NULL OR m.etl_tipo = %(tipo)s)
    AND (%(ubicacion)s::text IS NULL OR m.ubicacion_id = %(ubicacion)s)
ORDER BY m.fecha DESC, m.etl_tipo ASC, m.ubicacion_id ASC;
