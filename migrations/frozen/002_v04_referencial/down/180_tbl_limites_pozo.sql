DROP TABLE referencial.tbl_limites_pozo;
