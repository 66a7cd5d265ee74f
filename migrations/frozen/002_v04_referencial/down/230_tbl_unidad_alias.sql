DROP TABLE referencial.tbl_unidad_alias;
