-- The partitions that these days (UTC) of landing lack: table, suffix, from, to.
SELECT
    'stage.landing_scada_data'::regclass AS tabla,
    to_char(dias.inicio, 'YYYY_MM_DD') AS sufijo,
    to_char(dias.inicio, 'YYYY-MM-DD HH24:MI:SS+00') AS desde,
    to_char(dias.inicio + interval '1 day', 'YYYY-MM-DD HH24:MI:SS+00') AS hasta
FROM (
    SELECT DISTINCT date_trunc('day', momentos.momento AT TIME ZONE 'UTC') AS inicio
    FROM unnest(%(momentos)s::timestamptz[]) AS momentos (momento)
) AS dias
WHERE NOT etl.fnc_hay_particion('stage.landing_scada_data', to_char(dias.inicio, 'YYYY-MM-DD HH24:MI:SS+00'))
ORDER BY dias.inicio;
