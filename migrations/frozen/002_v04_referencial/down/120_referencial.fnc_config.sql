DROP FUNCTION referencial.fnc_config(text, text);
