DROP FUNCTION etl.fnc_ocupante(text);
