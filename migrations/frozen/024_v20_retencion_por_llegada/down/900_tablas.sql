ALTER TABLE stage.landing_scada_data DROP CONSTRAINT chk_cargado_en;

DROP TABLE etl.llegadas;
DROP TABLE etl.candados;

COMMENT ON COLUMN stage.tbl_landing_rechazos.valor_crudo
IS 'Value as it came, cut to its first 200 characters.';
