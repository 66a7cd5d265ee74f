DROP FUNCTION stage.fnc_carta_tamano(text);
