CREATE OR REPLACE VIEW referencial.vw_config_evaluacion_resumen
WITH (security_invoker = TRUE) AS
WITH configuraciones AS (
    SELECT
        config.variable_nombre,
        config.variable_descripcion,
        config.categoria,
        config.comparar_contra,
        config.direccion,
        config.unidad,
        config.umbral_optimo_pct,
        config.umbral_normal_pct,
        config.umbral_warning_pct,
        config.umbral_critical_pct,
        config.color_optimo,
        config.color_normal,
        config.color_warning,
        config.color_critical,
        config.color_failure,
        config.activo,
        CASE config.direccion WHEN 'MAYOR_MEJOR' THEN '≥' ELSE '≤' END AS signo
    FROM referencial.tbl_config_evaluacion AS config
)

SELECT
    variable_nombre,
    variable_descripcion,
    categoria,
    comparar_contra,
    direccion,
    unidad,
    signo || ' ' || umbral_optimo_pct || ' %' AS optimo,
    signo || ' ' || umbral_normal_pct || ' %' AS normal,
    signo || ' ' || umbral_warning_pct || ' %' AS alerta,
    signo || ' ' || umbral_critical_pct || ' %' AS critico,
    color_optimo,
    color_normal,
    color_warning,
    color_critical,
    color_failure,
    activo
FROM configuraciones;

COMMENT ON VIEW referencial.vw_config_evaluacion_resumen
IS 'How each measure is judged, for people: the variance (% of target or baseline) of each level, colours.';
