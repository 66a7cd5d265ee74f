DROP FUNCTION etl.fnc_cerrar_carga(bigint, text, bigint, bigint, text, text);
