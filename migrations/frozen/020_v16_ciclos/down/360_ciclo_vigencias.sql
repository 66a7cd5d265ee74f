DROP TABLE etl.ciclo_vigencias;
