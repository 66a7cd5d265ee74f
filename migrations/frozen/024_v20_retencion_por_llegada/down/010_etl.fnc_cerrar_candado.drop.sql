DROP FUNCTION etl.fnc_cerrar_candado(text);
