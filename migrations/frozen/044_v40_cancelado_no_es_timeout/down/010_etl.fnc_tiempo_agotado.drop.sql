DROP FUNCTION etl.fnc_tiempo_agotado();
