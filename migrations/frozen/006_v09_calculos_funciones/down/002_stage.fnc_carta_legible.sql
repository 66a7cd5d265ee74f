DROP FUNCTION stage.fnc_carta_legible(text);
