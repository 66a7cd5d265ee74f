DROP FUNCTION referencial.fnc_config_texto(text, text);
