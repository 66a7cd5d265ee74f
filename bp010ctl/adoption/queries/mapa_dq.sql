-- Old links between data-quality variables and consistency rules.
SELECT
    NULL::bigint AS id_legado,
    v.id_nuevo::integer AS variable_id,
    r.id_nuevo::integer AS regla_consistencia_id,
    CASE WHEN v.id_nuevo IS NULL OR r.id_nuevo IS NULL THEN 'an unknown variable or rule' END AS motivo
FROM pg_temp.tbl_dq_consistencia_map AS l
LEFT JOIN adopcion.claves AS v
    ON v.tabla = 'referencial.tbl_maestra_variables' AND l.variable_id = v.id_legado
LEFT JOIN adopcion.claves AS r
    ON r.tabla = 'referencial.tbl_reglas_consistencia' AND l.regla_consistencia_id = r.id_legado
