DROP TABLE referencial.tbl_dq_rules;
