DROP FUNCTION etl.fnc_clasificar_error(text);
