-- Note who starts which cycle when, as etl.ciclos has it now; the moment of that, and what was new.
WITH anotados AS (
    SELECT etl.fnc_programar(c.ciclo, CASE WHEN c.activo THEN c.expresion_cron END, %(name)s) AS nuevo
    FROM etl.ciclos AS c
    WHERE c.expresion_cron IS NOT NULL
)

SELECT
    etl.fnc_reloj() AS momento,
    count(*) FILTER (WHERE nuevo) AS nuevos
FROM anotados;
