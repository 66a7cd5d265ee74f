DROP FUNCTION etl.fnc_reloj();
