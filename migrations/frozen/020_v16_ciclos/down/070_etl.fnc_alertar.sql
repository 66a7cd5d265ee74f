DROP FUNCTION etl.fnc_alertar();
