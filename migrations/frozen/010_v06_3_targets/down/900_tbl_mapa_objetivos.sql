DROP TABLE referencial.tbl_mapa_objetivos;
