DROP TABLE stage.tbl_landing_rechazos;
