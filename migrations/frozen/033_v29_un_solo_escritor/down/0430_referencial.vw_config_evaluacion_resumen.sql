CREATE OR REPLACE VIEW referencial.vw_config_evaluacion_resumen AS
WITH configuraciones AS (
    SELECT
        c.variable_nombre,
        c.variable_descripcion,
        c.categoria,
        c.comparar_contra,
        c.direccion,
        c.unidad,
        c.umbral_optimo_pct,
        c.umbral_normal_pct,
        c.umbral_warning_pct,
        c.umbral_critical_pct,
        c.color_optimo,
        c.color_normal,
        c.color_warning,
        c.color_critical,
        c.color_failure,
        c.activo,
        CASE c.direccion WHEN 'MAYOR_MEJOR' THEN '≥' ELSE '≤' END AS signo
    FROM referencial.tbl_config_evaluacion AS c
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
