DROP TABLE universal.ipr_resultados;
