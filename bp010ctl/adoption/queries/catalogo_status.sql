-- Old status levels.
SELECT
    NULL::bigint AS id_legado,
    l.status_level,
    l.status_label,
    l.severity_label,
    l.descripcion,
    l.prioridad_atencion,
    l.requiere_accion_inmediata,
    NULL::text AS motivo
FROM pg_temp.tbl_catalogo_status AS l
