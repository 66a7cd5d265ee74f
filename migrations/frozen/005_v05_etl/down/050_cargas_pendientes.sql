DROP TABLE etl.cargas_pendientes;
