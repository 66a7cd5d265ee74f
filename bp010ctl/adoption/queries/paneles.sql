-- Old dashboard panels.
SELECT
    l.panel_id AS id_legado,
    l.nombre_panel,
    l.descripcion,
    NULL::text AS motivo
FROM pg_temp.tbl_ref_paneles_bi AS l
