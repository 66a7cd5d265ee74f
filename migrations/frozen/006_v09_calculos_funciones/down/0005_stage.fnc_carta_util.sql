DROP FUNCTION stage.fnc_carta_util(text);
