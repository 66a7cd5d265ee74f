DROP TABLE etl.replica_calidad;
