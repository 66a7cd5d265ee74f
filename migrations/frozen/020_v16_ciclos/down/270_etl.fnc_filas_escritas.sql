DROP FUNCTION etl.fnc_filas_escritas();
