DROP VIEW etl.consumidores;
