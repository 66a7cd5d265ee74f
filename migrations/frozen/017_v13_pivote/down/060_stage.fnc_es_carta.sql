DROP FUNCTION stage.fnc_es_carta(text);
