DROP TABLE reporting.tbl_ultimas_medidas;
