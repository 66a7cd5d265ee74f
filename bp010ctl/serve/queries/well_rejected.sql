-- The last values of the well, of one day or of all, that a quality rule did not let pass.
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
WHERE
    fallo.well_id = %(pozo)s
    AND fallo.resultado_dq <> 'PASS'
    AND (%(dia)s::date IS NULL OR fallo.timestamp_lectura >= %(dia)s::date)
    AND (%(dia)s::date IS NULL OR fallo.timestamp_lectura < %(dia)s::date + 1)
ORDER BY fallo.timestamp_lectura DESC, fallo.regla_id ASC
LIMIT 20;
