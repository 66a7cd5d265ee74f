-- Cycles that came due after a moment and until another, the most frequent last.
SELECT v.ciclo
FROM etl.ciclo_vigencias AS v
WHERE
    v.programador = %(name)s
    AND v.hasta IS NULL
    AND EXISTS (
        SELECT
        FROM etl.fnc_ticks(
            v.expresion_cron,
            %(since)s::timestamptz + interval '1 microsecond',
            %(until)s::timestamptz + interval '1 microsecond'
        )
    )
ORDER BY length(v.expresion_cron) DESC, v.ciclo;
