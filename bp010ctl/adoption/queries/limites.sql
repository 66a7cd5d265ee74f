-- Old limits, of wells and of the template.
SELECT
    l.limite_id AS id_legado,
    l.pozo_id,
    v.id_nuevo::integer AS variable_id,
    l.target_value,
    l.baseline_value,
    l.tolerancia_variacion_pct,
    l.min_critical,
    l.min_warning,
    l.max_warning,
    l.max_critical,
    l.ai_confidence_threshold,
    l.fecha_vigencia_inicio,
    l.activo,
    CASE WHEN v.id_nuevo IS NULL THEN 'its variable has no id_formato1' END AS motivo
FROM pg_temp.tbl_limites_pozo AS l
LEFT JOIN adopcion.claves AS v
    ON v.tabla = 'referencial.tbl_maestra_variables' AND l.variable_id = v.id_legado
