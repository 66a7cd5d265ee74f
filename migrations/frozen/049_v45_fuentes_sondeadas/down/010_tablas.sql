ALTER TABLE etl.etl_ejecuciones DROP CONSTRAINT fk_ejecucion_hueco;
DROP INDEX etl.ix_etl_ejecuciones_hueco;
DROP INDEX etl.ix_etl_ejecuciones_hueco_abierto;
ALTER TABLE etl.etl_ejecuciones DROP COLUMN irrecuperable;
ALTER TABLE etl.etl_ejecuciones DROP COLUMN hueco_abierto;
ALTER TABLE etl.etl_ejecuciones DROP COLUMN hueco_id;
DROP TABLE etl.fuentes;
