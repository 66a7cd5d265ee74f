-- The last values of the well that a quality rule did not let pass.
SELECT
    fallo.timestamp_lectura,
    magnitud.nombre_tecnico AS variable, -- noqa: RF04
    fallo.valor_observado,
    fallo.valor_esperado_min,
    fallo.valor_esperado_max,
    fallo.resultado_dq,
    fallo.mensaje_error
FROM stage.tbl_pozo_scada_dq AS fallo
LEFT JOIN referencial.tbl_maestra_variables AS magnitud ON fallo.variable_id = magnitud.variable_id
WHERE fallo.well_id = %(pozo)s AND fallo.resultado_dq <> 'PASS'
ORDER BY fallo.timestamp_lectura DESC, fallo.regla_id ASC
LIMIT 20;
