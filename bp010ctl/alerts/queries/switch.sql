-- A channel that goes on is told of what is open then: what passed while it was paused is not told.
WITH canal AS (
    UPDATE etl.canales AS c
    SET
        activo = %(activo)s,
        pausado_en = CASE WHEN NOT %(activo)s THEN coalesce(c.pausado_en, etl.fnc_reloj()) END,
        fallos = 0,
        proximo_intento = NULL
    WHERE c.canal = %(canal)s
    RETURNING c.canal
)

DELETE FROM etl.canal_alertas AS t
USING canal, etl.alertas AS a
WHERE
    %(activo)s
    AND t.canal = canal.canal
    AND t.alerta_id = a.alerta_id
    AND a.resuelta_en IS NOT NULL
    AND t.dicha_en IS NULL;
