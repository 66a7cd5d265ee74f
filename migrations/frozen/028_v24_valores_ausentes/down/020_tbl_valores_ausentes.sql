DROP TABLE referencial.tbl_valores_ausentes;
