-- Months (UTC) of the old readings that have no partition yet: its name, and where it starts and ends.
WITH meses AS (
    SELECT DISTINCT date_trunc('month', momentos.momento, 'UTC') AS mes
    FROM (
        SELECT __momento__ AS momento
        FROM stage_legado.tbl_pozo_produccion
    ) AS momentos
    WHERE momentos.momento IS NOT NULL
)

SELECT
    'tbl_pozo_produccion_' || to_char(meses.mes AT TIME ZONE 'UTC', 'YYYY_MM') AS particion,
    meses.mes AS desde,
    (meses.mes AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC' AS hasta
FROM meses
WHERE
    to_regclass(
        'stage.tbl_pozo_produccion_' || to_char(meses.mes AT TIME ZONE 'UTC', 'YYYY_MM')
    ) IS NULL
ORDER BY meses.mes;
