CREATE OR REPLACE VIEW referencial.vw_variables_scada_stage AS
SELECT
    mapa.var_id_scada,
    mapa.comentario AS etiqueta_scada,
    mapa.id_formato1,
    magnitud.variable_id,
    magnitud.nombre_tecnico,
    coalesce(magnitud.nombre_visible, magnitud.nombre_tecnico) AS nombre_visible,
    mapa.columna_stage,
    unidad.simbolo AS unidad,
    magnitud.clasificacion_logica,
    magnitud.volatilidad,
    panel.nombre_panel,
    mapa.conversion,
    mapa.contador
FROM referencial.tbl_var_scada_map AS mapa
INNER JOIN referencial.tbl_maestra_variables AS magnitud ON mapa.id_formato1 = magnitud.id_formato1
LEFT JOIN referencial.tbl_ref_unidades AS unidad ON magnitud.unidad_id = unidad.unidad_id
LEFT JOIN referencial.tbl_ref_paneles_bi AS panel ON magnitud.panel_id = panel.panel_id;

COMMENT ON VIEW referencial.vw_variables_scada_stage
IS 'Each mapped SCADA variable with its column in the readings, unit, class, panel, conversion and kind '
'of counter.';
