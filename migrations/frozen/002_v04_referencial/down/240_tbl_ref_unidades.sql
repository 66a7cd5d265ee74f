DROP TABLE referencial.tbl_ref_unidades;
