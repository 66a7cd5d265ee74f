-- Every hour with readings is looked at once: summaries know them, what is newer waits in the queue of facts.
INSERT INTO etl.claves_sucias (consumidor, well_id, hora)
SELECT
    'foto' AS consumidor,
    horas.well_id,
    horas.hora
FROM (
    SELECT
        resumen.well_id,
        date_bin('1 hour', resumen.primera_lectura, '2000-01-01 00:00:00+00') AS hora
    FROM reporting.tbl_resumen_horario AS resumen
    UNION
    SELECT
        resumen.well_id,
        date_bin('1 hour', resumen.ultima_lectura, '2000-01-01 00:00:00+00') AS hora
    FROM reporting.tbl_resumen_horario AS resumen
    UNION
    SELECT
        sucias.well_id,
        sucias.hora
    FROM etl.claves_sucias AS sucias
    WHERE sucias.consumidor = 'hechos'
) AS horas;
