-- a new well's days, where the file does not say them; a known well keeps its own
UPDATE __carga__ AS carga
SET
    fecha_registro = coalesce(carga.fecha_registro, '__fecha__'::date),
    fecha_creacion = coalesce(carga.fecha_creacion, now())
WHERE NOT EXISTS (
    SELECT 1
    FROM stage.tbl_pozo_maestra AS maestra
    WHERE maestra.well_id = carga.well_id
)
