DROP FUNCTION etl.fnc_atender_programador(text, text);
