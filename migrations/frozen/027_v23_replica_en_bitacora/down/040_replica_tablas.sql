DROP TABLE etl.replica_tablas;
