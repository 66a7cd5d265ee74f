DROP TABLE reporting.dim_hora;
