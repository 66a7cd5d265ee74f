DROP FUNCTION stage.fnc_carta_puntos(text);
