DROP FUNCTION etl.fnc_hay_particion(regclass, text);
