DROP TABLE stage.tbl_consistencia_resultados;
