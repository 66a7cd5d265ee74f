DROP FUNCTION etl.fnc_version();
