DROP TABLE referencial.tbl_config_kpi;
