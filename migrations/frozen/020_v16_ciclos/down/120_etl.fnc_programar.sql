DROP FUNCTION etl.fnc_programar(text, text, text);
