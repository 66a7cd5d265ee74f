DROP FUNCTION etl.fnc_particion_vencida(regclass, date, date);
