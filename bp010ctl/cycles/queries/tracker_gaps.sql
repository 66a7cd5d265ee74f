SELECT g.*
FROM etl.v_gaps_por_recuperar AS g
WHERE
    (%(tipo)s::text IS NULL OR g.etl_tipo = %(tipo)s)
    AND (%(ubicacion)s::text IS NULL OR g.ubicacion_id = %(ubicacion)s)
    AND g.horas_desde_fallo <= %(horas)s
ORDER BY g.fecha_fallo;
