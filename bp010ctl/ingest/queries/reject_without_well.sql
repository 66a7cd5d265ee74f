-- keep out the rows of a load whose well has no master row
WITH fuera AS (
    DELETE FROM __carga__ AS carga
    WHERE
        NOT EXISTS (
            SELECT 1
            FROM stage.tbl_pozo_maestra AS maestra
            WHERE maestra.well_id = carga.well_id
        )
    RETURNING
        carga.orden,
        carga.linea,
        carga.well_id
)

SELECT
    count(*) OVER () AS total,
    linea,
    'well_id' AS columna,
    well_id::text AS valor
FROM fuera
ORDER BY orden
LIMIT __mostradas__
