CREATE OR REPLACE VIEW stage.vw_dq_reglas AS
SELECT DISTINCT ON (regla.regla_id)
    regla.regla_id,
    magnitud.id_formato1,
    regla.variable_id,
    magnitud.nombre_tecnico,
    origen.origen,
    origen.columna,
    origen.tipo,
    regla.valor_min,
    regla.valor_max,
    coalesce(regla.valor_min::double precision, '-1.7976931348623157e308') AS minimo,
    coalesce(regla.valor_max::double precision, '1.7976931348623157e308') AS maximo,
    regla.latencia_max_segundos,
    CASE regla.severidad WHEN 'INFO' THEN 'WARNING' ELSE 'FAIL' END AS resultado
FROM referencial.tbl_dq_rules AS regla
INNER JOIN referencial.tbl_maestra_variables AS magnitud ON regla.variable_id = magnitud.variable_id
LEFT JOIN stage.vw_origen_variables AS origen ON magnitud.id_formato1 = origen.id_formato1
WHERE regla.activo
ORDER BY regla.regla_id ASC, origen.prioridad ASC;

COMMENT ON VIEW stage.vw_dq_reglas
IS 'Active quality rules with what they run on (origen, columna; NULL: nowhere) and what a violation gives: '
'FAIL, or WARNING for a rule of severity INFO. minimo and maximo are the limits as finite numbers.';
