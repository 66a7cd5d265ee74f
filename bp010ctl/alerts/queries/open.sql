-- A channel is to be told of what is open now.
INSERT INTO etl.canal_alertas (canal, alerta_id)
SELECT
    c.canal,
    a.alerta_id
FROM etl.canales AS c
CROSS JOIN etl.alertas AS a
WHERE
    c.canal = %(canal)s
    AND a.resuelta_en IS NULL
    AND etl.fnc_concierne(
        c.canal, c.asuntos, c.severidad_minima, a.tipo, a.etl_tipo, a.ubicacion_id, a.severidad
    )
ON CONFLICT (canal, alerta_id) DO NOTHING;
