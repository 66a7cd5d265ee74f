DROP FUNCTION etl.fnc_columnas_fuente(text);
