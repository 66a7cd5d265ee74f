DROP TABLE reporting.tbl_cierre_contador;
