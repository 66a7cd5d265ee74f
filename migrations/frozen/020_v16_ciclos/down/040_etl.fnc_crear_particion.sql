DROP FUNCTION etl.fnc_crear_particion(regclass, text, text, text, boolean);
