CREATE OR REPLACE VIEW referencial.vw_reglas_consistencia_legible AS
SELECT
    regla.regla_id,
    regla.codigo_regla,
    regla.nombre_regla,
    regla.categoria,
    medida.nombre_tecnico || ' ' || regla.operador_comparacion || ' '
    || coalesce(intermedia.nombre_tecnico || ' ' || regla.operador_comparacion || ' ', '')
    || referencia.nombre_tecnico AS expresion,
    medida.id_formato1 AS id_medida,
    medida.nombre_tecnico AS variable_medida,
    regla.operador_comparacion,
    referencia.id_formato1 AS id_referencia,
    referencia.nombre_tecnico AS variable_referencia,
    intermedia.id_formato1 AS id_intermedia,
    intermedia.nombre_tecnico AS variable_intermedia,
    unidad.simbolo AS unidad,
    regla.severidad,
    regla.descripcion,
    regla.activo
FROM referencial.tbl_reglas_consistencia AS regla
INNER JOIN referencial.tbl_maestra_variables AS medida ON regla.variable_medida_id = medida.variable_id
INNER JOIN referencial.tbl_maestra_variables AS referencia
    ON regla.variable_referencia_id = referencia.variable_id
LEFT JOIN referencial.tbl_maestra_variables AS intermedia
    ON regla.variable_intermedia_id = intermedia.variable_id
LEFT JOIN referencial.tbl_ref_unidades AS unidad ON medida.unidad_id = unidad.unidad_id;

COMMENT ON VIEW referencial.vw_reglas_consistencia_legible
IS 'Consistency rules with the names of their variables and the rule as an expression; unidad is that of '
'the measured variable.';
