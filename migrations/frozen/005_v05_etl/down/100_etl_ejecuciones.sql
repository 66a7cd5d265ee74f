DROP TABLE etl.etl_ejecuciones;
