-- Old configuration values; a known parameter keeps its kind, number or text.
SELECT
    l.config_id AS id_legado,
    l.kpi_nombre,
    l.parametro,
    CASE WHEN n.config_id IS NULL OR n.valor IS NOT NULL THEN l.valor END AS valor,
    l.unidad,
    l.descripcion,
    CASE WHEN n.config_id IS NULL OR n.valor_texto IS NOT NULL THEN l.valor_texto END AS valor_texto,
    l.activo,
    NULL::text AS motivo
FROM pg_temp.tbl_config_kpi AS l
LEFT JOIN referencial.tbl_config_kpi AS n ON l.kpi_nombre = n.kpi_nombre AND l.parametro = n.parametro
