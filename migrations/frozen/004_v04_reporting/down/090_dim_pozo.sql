DROP TABLE reporting.dim_pozo;
