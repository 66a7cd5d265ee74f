DROP FUNCTION reporting.fnc_serie(text);
