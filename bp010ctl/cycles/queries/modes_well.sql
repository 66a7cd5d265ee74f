-- Whether the master knows a well.
SELECT count(*) > 0 AS conocido
FROM stage.tbl_pozo_maestra AS maestra
WHERE maestra.well_id = %(pozo)s;
