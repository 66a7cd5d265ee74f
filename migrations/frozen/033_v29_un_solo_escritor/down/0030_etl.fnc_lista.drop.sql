DROP FUNCTION etl.fnc_lista(name[], text, text);
