-- Each channel that is not paused: failures in a row, since when no worker looked, whether anything waits.
SELECT
    c.canal,
    c.fallos,
    extract(EPOCH FROM etl.fnc_reloj() - coalesce(c.mirado_en, c.creado_en))::double precision AS sin_mirar,
    EXISTS(
        SELECT
        FROM etl.canal_alertas AS t
        WHERE t.canal = c.canal AND t.dicha_en IS NULL
    ) AS espera
FROM etl.canales AS c
WHERE c.activo
ORDER BY c.canal;
