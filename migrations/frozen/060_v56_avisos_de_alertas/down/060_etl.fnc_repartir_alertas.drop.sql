DROP FUNCTION etl.fnc_repartir_alertas();
