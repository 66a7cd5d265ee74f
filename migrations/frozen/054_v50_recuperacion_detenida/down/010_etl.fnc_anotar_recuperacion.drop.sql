DROP FUNCTION etl.fnc_anotar_recuperacion(bigint, integer);
