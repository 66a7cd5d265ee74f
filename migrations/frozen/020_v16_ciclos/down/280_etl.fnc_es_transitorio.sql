DROP FUNCTION etl.fnc_es_transitorio(text);
