DROP TABLE etl.ciclo_pasos;
