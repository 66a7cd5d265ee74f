DROP FUNCTION etl.fnc_es_llamada(text);
