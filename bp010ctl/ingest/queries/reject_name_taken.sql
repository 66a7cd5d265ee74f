-- keep out master rows whose name belongs to another well, of the table or earlier in the load
WITH fuera AS (
    DELETE FROM __carga__ AS carga
    WHERE
        EXISTS (
            SELECT 1
            FROM stage.tbl_pozo_maestra AS maestra
            WHERE
                maestra.nombre_pozo = carga.nombre_pozo
                AND maestra.well_id <> carga.well_id
        )
        OR EXISTS (
            SELECT 1
            FROM __carga__ AS anterior
            WHERE
                anterior.nombre_pozo = carga.nombre_pozo
                AND anterior.well_id <> carga.well_id
                AND anterior.orden < carga.orden
        )
    RETURNING
        carga.orden,
        carga.linea,
        carga.nombre_pozo
)

SELECT
    count(*) OVER () AS total,
    linea,
    'nombre_pozo' AS columna,
    nombre_pozo AS valor
FROM fuera
ORDER BY orden
LIMIT __mostradas__
