DROP FUNCTION etl.fnc_vigilar_vigilancia();
