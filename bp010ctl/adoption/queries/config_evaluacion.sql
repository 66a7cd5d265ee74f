-- Old evaluation rules.
SELECT
    l.config_id AS id_legado,
    l.variable_nombre,
    l.variable_descripcion,
    l.categoria,
    l.comparar_contra,
    l.direccion,
    l.umbral_optimo_pct,
    l.umbral_normal_pct,
    l.umbral_warning_pct,
    l.umbral_critical_pct,
    l.color_optimo,
    l.color_normal,
    l.color_warning,
    l.color_critical,
    l.color_failure,
    l.color_no_data,
    l.color_maintenance,
    l.unidad,
    l.activo,
    NULL::text AS motivo
FROM pg_temp.tbl_config_evaluacion AS l
