-- Each channel: what waits for it, how its last attempt went.
SELECT
    c.canal,
    c.direccion,
    c.idioma,
    c.asuntos,
    c.severidad_minima,
    c.zona,
    c.silencio_desde,
    c.silencio_hasta,
    c.activo,
    c.pausado_en,
    c.fallos,
    c.proximo_intento,
    c.mirado_en,
    extract(EPOCH FROM etl.fnc_reloj() - c.mirado_en)::double precision AS segundos_sin_mirar,
    etl.fnc_fin_silencio(c.silencio_desde, c.silencio_hasta, c.zona, etl.fnc_reloj()) AS callado_hasta,
    (
        SELECT count(*)
        FROM etl.canal_alertas AS t
        INNER JOIN etl.alertas AS a ON t.alerta_id = a.alerta_id
        WHERE t.canal = c.canal AND (t.dicha_en IS NULL OR a.resuelta_en IS NOT NULL)
    ) AS alertas_por_decir,
    (
        SELECT count(*)
        FROM etl.avisos AS m
        WHERE m.canal = c.canal AND m.estado = 'pendiente' AND m.clase = 'alertas'
    ) AS avisos_por_enviar,
    entregado.fin AS entregado_en,
    fallido.error_mensaje
FROM etl.canales AS c
LEFT JOIN LATERAL (
    SELECT e.fin
    FROM etl.avisos AS m
    INNER JOIN etl.envios AS e ON m.aviso_id = e.aviso_id
    WHERE m.canal = c.canal AND m.creado_en >= c.creado_en AND e.resultado = 'entregado'
    ORDER BY m.creado_en DESC
    LIMIT 1
) AS entregado ON TRUE
LEFT JOIN LATERAL (
    SELECT e.error_mensaje
    FROM etl.avisos AS m
    INNER JOIN etl.envios AS e ON m.aviso_id = e.aviso_id
    WHERE m.canal = c.canal AND m.creado_en >= c.creado_en AND e.resultado = 'fallido' AND c.fallos > 0
    ORDER BY e.envio_id DESC
    LIMIT 1
) AS fallido ON TRUE
ORDER BY c.canal;
