DROP TABLE stage.tbl_pozo_produccion;
