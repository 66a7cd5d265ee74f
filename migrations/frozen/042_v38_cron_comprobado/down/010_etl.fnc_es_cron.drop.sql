DROP FUNCTION etl.fnc_es_cron(text);
