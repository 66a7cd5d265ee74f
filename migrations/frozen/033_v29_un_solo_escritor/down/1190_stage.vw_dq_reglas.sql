CREATE OR REPLACE VIEW stage.vw_dq_reglas AS
SELECT DISTINCT ON (r.regla_id)
    r.regla_id,
    v.id_formato1,
    r.variable_id,
    v.nombre_tecnico,
    o.origen,
    o.columna,
    o.tipo,
    r.valor_min,
    r.valor_max,
    coalesce(r.valor_min::double precision, '-1.7976931348623157e308') AS minimo,
    coalesce(r.valor_max::double precision, '1.7976931348623157e308') AS maximo,
    r.latencia_max_segundos,
    CASE r.severidad WHEN 'INFO' THEN 'WARNING' ELSE 'FAIL' END AS resultado
FROM referencial.tbl_dq_rules AS r
INNER JOIN referencial.tbl_maestra_variables AS v ON r.variable_id = v.variable_id
LEFT JOIN stage.vw_origen_variables AS o ON v.id_formato1 = o.id_formato1
WHERE r.activo
ORDER BY r.regla_id ASC, o.prioridad ASC;

COMMENT ON VIEW stage.vw_dq_reglas
IS 'Active quality rules with what they run on (origen, columna; NULL: nowhere) and what a violation gives: '
'FAIL, or WARNING for a rule of severity INFO. minimo and maximo are the limits as finite numbers.';
