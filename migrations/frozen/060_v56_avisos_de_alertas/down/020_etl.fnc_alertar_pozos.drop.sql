DROP FUNCTION etl.fnc_alertar_pozos();
