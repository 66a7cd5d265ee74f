DROP FUNCTION etl.fnc_ahora();
