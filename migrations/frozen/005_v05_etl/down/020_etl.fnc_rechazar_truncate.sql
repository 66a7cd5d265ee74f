DROP FUNCTION etl.fnc_rechazar_truncate();
