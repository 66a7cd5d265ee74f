DROP TABLE etl.etl_ejecucion_pasos;
