-- Wells of the master: readings of others would be kept out.
SELECT maestra.well_id
FROM stage.tbl_pozo_maestra AS maestra;
