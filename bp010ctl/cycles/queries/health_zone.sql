-- The operating zone, and how far it is from UTC (s) at noon UTC of each day, a year back and ahead.
SELECT
    zona.nombre,
    dia.mediodia,
    extract(
        EPOCH FROM dia.mediodia AT TIME ZONE zona.nombre - dia.mediodia AT TIME ZONE 'UTC'
    )::integer AS segundos
FROM referencial.fnc_zona_horaria() AS zona (nombre)
CROSS JOIN
    LATERAL generate_series(
        date_trunc('day', now(), 'UTC') - interval '366 days' + interval '12 hours',
        date_trunc('day', now(), 'UTC') + interval '366 days' + interval '12 hours',
        interval '1 day'
    ) AS dia (mediodia)
ORDER BY dia.mediodia;
