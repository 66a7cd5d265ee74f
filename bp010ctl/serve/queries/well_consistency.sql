SELECT
    resultado.resultado,
    resultado.mensaje,
    resultado.valor_medido,
    resultado.valor_referencia,
    resultado.actualizado_en,
    regla.codigo_regla
FROM stage.tbl_consistencia_resultados AS resultado
INNER JOIN referencial.vw_reglas_consistencia_legible AS regla ON resultado.regla_id = regla.regla_id
WHERE resultado.well_id = %(pozo)s
ORDER BY resultado.resultado = 'FAIL' DESC, regla.codigo_regla ASC;
