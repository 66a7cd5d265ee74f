-- What waits for a channel is given up; how many messages and alerts.
WITH avisos AS (
    UPDATE etl.avisos AS m
    SET
        estado = 'descartado',
        cerrado_en = greatest(etl.fnc_reloj(), m.creado_en)
    WHERE m.canal = %(canal)s AND m.estado = 'pendiente'
    RETURNING m.aviso_id
),

alertas AS (
    DELETE FROM etl.canal_alertas AS t
    USING etl.alertas AS a
    WHERE
        t.canal = %(canal)s
        AND t.alerta_id = a.alerta_id
        AND (t.dicha_en IS NULL OR a.resuelta_en IS NOT NULL)
    RETURNING t.alerta_id
)

SELECT
    (SELECT count(*) FROM avisos) AS messages,
    (SELECT count(*) FROM alertas) AS alerts;
