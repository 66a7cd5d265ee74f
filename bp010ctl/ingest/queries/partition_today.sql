-- The partition that today's landing lacks: table, suffix, from, to.
SELECT
    'stage.landing_scada_data'::regclass AS tabla,
    to_char(hoy.inicio, 'YYYY_MM_DD') AS sufijo,
    to_char(hoy.inicio, 'YYYY-MM-DD HH24:MI:SS+00') AS desde,
    to_char(hoy.inicio + interval '1 day', 'YYYY-MM-DD HH24:MI:SS+00') AS hasta
FROM (SELECT date_trunc('day', now() AT TIME ZONE 'UTC') AS inicio) AS hoy
WHERE NOT etl.fnc_hay_particion('stage.landing_scada_data', to_char(hoy.inicio, 'YYYY-MM-DD HH24:MI:SS+00'));
