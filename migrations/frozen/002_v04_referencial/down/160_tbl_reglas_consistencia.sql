DROP TABLE referencial.tbl_reglas_consistencia;
