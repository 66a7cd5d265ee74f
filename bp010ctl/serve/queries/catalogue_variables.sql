-- The variables with unit, tag, column of the readings, quality rule and the limits that hold for every well.
WITH etiquetas AS (
    SELECT
        mapa.id_formato1,
        min(mapa.columna_stage) AS columna,
        array_agg(mapa.var_id_scada ORDER BY mapa.var_id_scada) AS tags
    FROM referencial.tbl_var_scada_map AS mapa
    GROUP BY mapa.id_formato1
)

SELECT
    magnitud.id_formato1,
    magnitud.nombre_tecnico,
    magnitud.clasificacion_logica,
    unidad.simbolo AS unidad,
    etiquetas.columna,
    etiquetas.tags,
    regla.valor_min,
    regla.valor_max,
    regla.severidad,
    limite.target_value,
    limite.baseline_value,
    limite.min_critical,
    limite.min_warning,
    limite.max_warning,
    limite.max_critical
FROM referencial.tbl_maestra_variables AS magnitud
LEFT JOIN referencial.tbl_ref_unidades AS unidad ON magnitud.unidad_id = unidad.unidad_id
LEFT JOIN etiquetas ON magnitud.id_formato1 = etiquetas.id_formato1
LEFT JOIN referencial.tbl_dq_rules AS regla ON magnitud.variable_id = regla.variable_id AND regla.activo
LEFT JOIN referencial.tbl_limites_pozo AS limite
    ON magnitud.variable_id = limite.variable_id AND limite.pozo_id = 0 AND limite.activo
WHERE
    magnitud.activo
    AND (%(busca)s::text IS NULL OR strpos(magnitud.nombre_tecnico, lower(%(busca)s::text)) > 0)
ORDER BY magnitud.id_formato1;
