-- the well of this name, whatever its case
SELECT well_id
FROM stage.tbl_pozo_maestra
WHERE lower(nombre_pozo) = lower('__nombre__')
