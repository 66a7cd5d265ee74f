DROP TABLE referencial.tbl_ref_paneles_bi;
