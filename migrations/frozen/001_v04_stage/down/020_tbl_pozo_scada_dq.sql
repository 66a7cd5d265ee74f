DROP TABLE stage.tbl_pozo_scada_dq;
