SELECT
    a.tipo,
    a.severidad,
    a.etl_tipo,
    a.mensaje,
    a.creada_en
FROM etl.alertas AS a
WHERE a.resuelta_en IS NULL
ORDER BY a.severidad, a.creada_en;
