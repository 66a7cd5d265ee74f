DROP TABLE etl.replica_rechazos;
