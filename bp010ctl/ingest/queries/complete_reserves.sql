-- a workbook's record keeps what the record in force before it said and it does not
UPDATE __carga__ AS carga
SET (__columnas__) = (SELECT __completas__)
FROM stage.tbl_pozo_reservas AS vigente
WHERE
    vigente.well_id = carga.well_id
    AND vigente.fecha_registro = (
        SELECT max(anterior.fecha_registro)
        FROM stage.tbl_pozo_reservas AS anterior
        WHERE
            anterior.well_id = carga.well_id
            AND anterior.fecha_registro < carga.fecha_registro
    )
