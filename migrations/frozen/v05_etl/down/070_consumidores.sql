DROP TABLE etl.consumidores;
