DROP FUNCTION etl.fnc_cerrar_ejecucion(bigint, boolean, double precision);
