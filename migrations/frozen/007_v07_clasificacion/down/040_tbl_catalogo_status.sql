DROP TABLE referencial.tbl_catalogo_status;
