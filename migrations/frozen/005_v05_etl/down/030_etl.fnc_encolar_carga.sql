DROP FUNCTION etl.fnc_encolar_carga();
