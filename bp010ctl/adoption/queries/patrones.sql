-- Old card patterns.
SELECT
    l.patron_id AS id_legado,
    l.nombre,
    l.criticidad,
    l.descripcion,
    l.created_at,
    NULL::text AS motivo
FROM pg_temp.patron AS l
