-- A channel is to be told of what is open now.
INSERT INTO etl.canal_alertas (canal, alerta_id)
SELECT
    c.canal,
    a.alerta_id
FROM etl.canales AS c
INNER JOIN etl.alertas AS a ON etl.fnc_concierne(
    c.canal, c.asuntos, c.severidad_minima, a.tipo, a.etl_tipo, a.ubicacion_id, a.severidad
)
WHERE c.canal = %(canal)s AND a.resuelta_en IS NULL
ON CONFLICT (canal, alerta_id) DO NOTHING;
