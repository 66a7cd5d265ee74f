DROP FUNCTION stage.fnc_leer_numero(text);
