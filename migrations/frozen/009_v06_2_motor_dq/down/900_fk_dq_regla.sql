ALTER TABLE stage.tbl_pozo_scada_dq DROP CONSTRAINT fk_dq_regla;
