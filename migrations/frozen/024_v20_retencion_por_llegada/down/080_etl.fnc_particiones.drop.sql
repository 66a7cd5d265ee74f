DROP FUNCTION etl.fnc_particiones(regclass);
