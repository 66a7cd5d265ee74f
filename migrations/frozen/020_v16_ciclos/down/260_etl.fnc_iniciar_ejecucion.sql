DROP FUNCTION etl.fnc_iniciar_ejecucion(text, timestamptz, timestamptz, integer, text, text, bigint, integer);
