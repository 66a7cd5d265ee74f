-- Old operating states.
SELECT
    l.estado_id AS id_legado,
    l.codigo_estado,
    l.color_hex,
    l.descripcion,
    l.nivel_severidad,
    l.icono_web,
    l.prioridad_visual,
    NULL::text AS motivo
FROM pg_temp.tbl_ref_estados_operativos AS l
