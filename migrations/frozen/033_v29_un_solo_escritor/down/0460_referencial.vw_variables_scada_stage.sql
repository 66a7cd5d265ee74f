CREATE OR REPLACE VIEW referencial.vw_variables_scada_stage AS
SELECT
    s.var_id_scada,
    s.comentario AS etiqueta_scada,
    s.id_formato1,
    v.variable_id,
    v.nombre_tecnico,
    coalesce(v.nombre_visible, v.nombre_tecnico) AS nombre_visible,
    s.columna_stage,
    u.simbolo AS unidad,
    v.clasificacion_logica,
    v.volatilidad,
    p.nombre_panel,
    s.conversion,
    s.contador
FROM referencial.tbl_var_scada_map AS s
INNER JOIN referencial.tbl_maestra_variables AS v ON s.id_formato1 = v.id_formato1
LEFT JOIN referencial.tbl_ref_unidades AS u ON v.unidad_id = u.unidad_id
LEFT JOIN referencial.tbl_ref_paneles_bi AS p ON v.panel_id = p.panel_id;

COMMENT ON VIEW referencial.vw_variables_scada_stage
IS 'Each mapped SCADA variable with its column in the readings, unit, class, panel, conversion and kind '
'of counter.';
