DROP TABLE etl.revisiones;
