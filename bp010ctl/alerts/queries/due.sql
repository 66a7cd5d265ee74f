-- What a channel is to be told of now: all of what waits, once the first of it has waited long enough, but
-- for places and kinds of which was told a moment ago, and for what waits for the end of the quiet hours; and
-- what is to be told again because it lasts. In the order in which the alerts were raised.
WITH canal AS (
    SELECT
        c.*,
        etl.fnc_reloj() AS ahora,
        coalesce(
            etl.fnc_fin_silencio(c.silencio_desde, c.silencio_hasta, c.zona, etl.fnc_reloj()) IS NOT NULL,
            FALSE
        ) AS callado
    FROM etl.canales AS c
    WHERE c.canal = %(canal)s
),

asuntos AS (
    SELECT
        a.alerta_id,
        CASE
            WHEN t.dicha_en IS NULL AND a.resuelta_en IS NULL THEN 'abierta'
            WHEN t.dicha_en IS NULL THEN 'pasada'
            WHEN a.resuelta_en IS NOT NULL THEN 'resuelta'
            ELSE 'sigue'
        END AS dice,
        CASE
            WHEN a.etl_tipo = 'pozo' THEN coalesce(a.detalle ->> 'campo', '')
            ELSE coalesce(split_part(a.ubicacion_id, '/', 1), a.etl_tipo, '')
        END AS lugar,
        a.tipo,
        a.severidad,
        a.etl_tipo,
        a.ubicacion_id,
        a.mensaje,
        coalesce(a.detalle, '{}') AS detalle,
        a.creada_en,
        a.resuelta_en,
        t.dicha_en,
        CASE WHEN t.dicha_en IS NULL THEN a.creada_en ELSE a.resuelta_en END AS desde,
        NOT canal.callado OR (a.severidad = 'CRITICAL' AND NOT canal.silencio_total) AS libre
    FROM canal
    INNER JOIN etl.canal_alertas AS t ON canal.canal = t.canal
    INNER JOIN etl.alertas AS a ON t.alerta_id = a.alerta_id
),

dichos AS (
    SELECT
        d.lugar,
        b.tipo,
        max(m.creado_en) AS dicho_en
    FROM canal
    INNER JOIN etl.avisos AS m
        ON
            canal.canal = m.canal
            AND m.creado_en > canal.ahora - canal.intervalo_segundos * interval '1 second'
    INNER JOIN etl.aviso_alertas AS d ON m.aviso_id = d.aviso_id
    INNER JOIN etl.alertas AS b ON d.alerta_id = b.alerta_id
    GROUP BY d.lugar, b.tipo
),

grupos AS (
    SELECT
        s.lugar,
        s.tipo,
        bool_or(s.libre AND s.dice <> 'sigue') AND dichos.dicho_en IS NULL AS debido,
        min(s.desde) FILTER (WHERE s.libre AND s.dice <> 'sigue') AS desde,
        canal.repetir_segundos > 0
        AND bool_or(s.libre AND s.dice = 'sigue')
        AND max(s.dicha_en) <= canal.ahora - canal.repetir_segundos * interval '1 second' AS repetido
    FROM asuntos AS s
    CROSS JOIN canal
    LEFT JOIN dichos ON s.lugar = dichos.lugar AND s.tipo = dichos.tipo
    GROUP BY s.lugar, s.tipo, dichos.dicho_en, canal.repetir_segundos, canal.ahora
),

momento AS (
    SELECT
        coalesce(
            bool_or(g.repetido)
            OR min(g.desde) FILTER (WHERE g.debido)
            <= min(canal.ahora) - min(canal.espera_segundos) * interval '1 second',
            FALSE
        ) AS llegado
    FROM grupos AS g
    CROSS JOIN canal
)

SELECT
    s.alerta_id,
    s.dice,
    s.lugar,
    s.tipo,
    s.severidad,
    s.etl_tipo,
    s.ubicacion_id,
    s.mensaje,
    s.detalle,
    s.creada_en,
    s.resuelta_en
FROM asuntos AS s
INNER JOIN grupos AS g ON s.lugar = g.lugar AND s.tipo = g.tipo
CROSS JOIN momento
WHERE
    momento.llegado
    AND s.libre
    AND CASE WHEN s.dice = 'sigue' THEN g.repetido ELSE g.debido END
ORDER BY s.alerta_id;
