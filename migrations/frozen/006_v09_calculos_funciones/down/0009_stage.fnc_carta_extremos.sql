DROP FUNCTION stage.fnc_carta_extremos(text);
