-- Old consistency rules.
SELECT
    l.regla_id AS id_legado,
    l.codigo_regla,
    l.nombre_regla,
    l.categoria,
    m.id_nuevo::integer AS variable_medida_id,
    l.operador_comparacion,
    r.id_nuevo::integer AS variable_referencia_id,
    l.severidad,
    l.activo,
    l.descripcion,
    l.fecha_creacion,
    CASE
        WHEN m.id_nuevo IS NULL OR r.id_nuevo IS NULL THEN 'a variable of it has no id_formato1'
    END AS motivo
FROM pg_temp.tbl_reglas_consistencia AS l
LEFT JOIN adopcion.claves AS m
    ON m.tabla = 'referencial.tbl_maestra_variables' AND l.variable_medida_id = m.id_legado
LEFT JOIN adopcion.claves AS r
    ON r.tabla = 'referencial.tbl_maestra_variables' AND l.variable_referencia_id = r.id_legado
