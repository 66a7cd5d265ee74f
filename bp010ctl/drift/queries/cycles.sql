-- the cycles that may be scheduled
SELECT
    ciclos.ciclo,
    ciclos.expresion_cron
FROM etl.ciclos
WHERE ciclos.expresion_cron IS NOT NULL
ORDER BY ciclos.ciclo
