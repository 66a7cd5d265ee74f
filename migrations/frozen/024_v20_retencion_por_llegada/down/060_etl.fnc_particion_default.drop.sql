DROP FUNCTION etl.fnc_particion_default(regclass);
