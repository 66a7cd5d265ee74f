DROP FUNCTION reporting.fnc_carta_json(text, text);
