DROP FUNCTION etl.fnc_concierne(text, text, text, text, text, text, text);
