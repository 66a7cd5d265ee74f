DROP TABLE reporting.dim_tiempo;
