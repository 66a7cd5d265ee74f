DROP TABLE stage.tbl_pozo_reservas;
