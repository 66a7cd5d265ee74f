-- Months (UTC) of a load's readings, the newest first: no more than maintenance makes partitions for.
SELECT DISTINCT date_trunc('month', __momento__, 'UTC') AS mes
FROM __carga__
WHERE
    __momento__ <= etl.fnc_ahora() + interval '1 day'
    AND __propias__
ORDER BY mes DESC
LIMIT 60
