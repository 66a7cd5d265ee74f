CREATE OR REPLACE VIEW referencial.vw_reglas_consistencia_legible AS
SELECT
    r.regla_id,
    r.codigo_regla,
    r.nombre_regla,
    r.categoria,
    m.nombre_tecnico || ' ' || r.operador_comparacion || ' '
    || coalesce(i.nombre_tecnico || ' ' || r.operador_comparacion || ' ', '')
    || f.nombre_tecnico AS expresion,
    m.id_formato1 AS id_medida,
    m.nombre_tecnico AS variable_medida,
    r.operador_comparacion,
    f.id_formato1 AS id_referencia,
    f.nombre_tecnico AS variable_referencia,
    i.id_formato1 AS id_intermedia,
    i.nombre_tecnico AS variable_intermedia,
    u.simbolo AS unidad,
    r.severidad,
    r.descripcion,
    r.activo
FROM referencial.tbl_reglas_consistencia AS r
INNER JOIN referencial.tbl_maestra_variables AS m ON r.variable_medida_id = m.variable_id
INNER JOIN referencial.tbl_maestra_variables AS f ON r.variable_referencia_id = f.variable_id
LEFT JOIN referencial.tbl_maestra_variables AS i ON r.variable_intermedia_id = i.variable_id
LEFT JOIN referencial.tbl_ref_unidades AS u ON m.unidad_id = u.unidad_id;

COMMENT ON VIEW referencial.vw_reglas_consistencia_legible
IS 'Consistency rules with the names of their variables and the rule as an expression; unidad is that of '
'the measured variable.';
