DROP TABLE etl.ciclos;
