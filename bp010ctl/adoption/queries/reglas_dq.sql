-- Old data-quality rules; of several for one variable the newest.
SELECT
    l.regla_id AS id_legado,
    v.id_nuevo::integer AS variable_id,
    l.valor_min,
    l.valor_max,
    l.latencia_max_segundos,
    CASE WHEN l.severidad IN ('INFO', 'WARNING', 'CRITICAL') THEN l.severidad END AS severidad,
    l.origen_regla,
    CASE WHEN v.id_nuevo IS NULL THEN 'its variable has no id_formato1' END AS motivo
FROM pg_temp.tbl_dq_rules AS l
LEFT JOIN adopcion.claves AS v
    ON v.tabla = 'referencial.tbl_maestra_variables' AND l.variable_id = v.id_legado
