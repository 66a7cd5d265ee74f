DROP TABLE referencial.tbl_var_scada_map;
