DROP FUNCTION etl.fnc_llave_ciclo(text);
