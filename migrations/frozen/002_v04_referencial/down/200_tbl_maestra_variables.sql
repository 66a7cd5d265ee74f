DROP TABLE referencial.tbl_maestra_variables;
