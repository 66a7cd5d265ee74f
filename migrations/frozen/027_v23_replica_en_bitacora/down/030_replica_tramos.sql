DROP TABLE etl.replica_tramos;
