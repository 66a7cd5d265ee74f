DROP FUNCTION etl.fnc_modo_sondeo(integer);
