DROP TABLE referencial.tbl_dq_consistencia_map;
