-- Oldest well-hour that waits to be computed (s), and how many wait.
SELECT
    count(*) AS claves,
    extract(EPOCH FROM clock_timestamp() - min(creada_en))::double precision AS edad_segundos
FROM etl.claves_sucias;
