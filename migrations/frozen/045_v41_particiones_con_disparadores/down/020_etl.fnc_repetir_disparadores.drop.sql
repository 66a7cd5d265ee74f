DROP FUNCTION etl.fnc_repetir_disparadores(regclass);
