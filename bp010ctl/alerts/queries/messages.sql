-- The newest messages, each with its attempts.
SELECT
    m.aviso_id,
    m.canal,
    m.clase,
    m.severidad,
    m.titulo,
    m.texto,
    m.estado,
    m.creado_en,
    m.cerrado_en,
    e.intentos,
    e.error_mensaje
FROM etl.avisos AS m
LEFT JOIN LATERAL (
    SELECT
        count(*) AS intentos,
        (array_agg(n.error_mensaje ORDER BY n.envio_id DESC) FILTER (WHERE n.error_mensaje IS NOT NULL))[1]
            AS error_mensaje
    FROM etl.envios AS n
    WHERE n.aviso_id = m.aviso_id
) AS e ON TRUE
WHERE %(canal)s::text IS NULL OR m.canal = %(canal)s
ORDER BY m.aviso_id DESC
LIMIT %(cuantos)s;
