-- What is open about runs; wells in trouble are what `status` and the pages are for.
SELECT
    a.tipo,
    a.severidad,
    a.etl_tipo,
    a.mensaje,
    a.creada_en
FROM etl.alertas AS a
WHERE a.resuelta_en IS NULL AND a.etl_tipo IS DISTINCT FROM 'pozo'
ORDER BY a.severidad, a.creada_en;
