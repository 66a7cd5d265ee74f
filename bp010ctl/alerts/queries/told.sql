-- A message tells of these alerts: what is over is done with, the rest was told of now.
WITH dichas AS (
    INSERT INTO etl.aviso_alertas (aviso_id, alerta_id, lugar, dice)
    SELECT
        %(aviso)s,
        d.alerta_id,
        d.lugar,
        d.dice
    FROM unnest(%(alertas)s::bigint[], %(lugares)s::text[], %(dicen)s::text[]) AS d (alerta_id, lugar, dice)
    RETURNING
        alerta_id,
        dice
),

acabadas AS (
    DELETE FROM etl.canal_alertas AS t
    USING dichas
    WHERE t.canal = %(canal)s AND t.alerta_id = dichas.alerta_id AND dichas.dice IN ('resuelta', 'pasada')
)

UPDATE etl.canal_alertas AS t
SET dicha_en = etl.fnc_reloj()
FROM dichas
WHERE t.canal = %(canal)s AND t.alerta_id = dichas.alerta_id AND dichas.dice IN ('abierta', 'sigue');
