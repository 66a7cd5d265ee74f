DROP FUNCTION etl.fnc_encolar_movida();
