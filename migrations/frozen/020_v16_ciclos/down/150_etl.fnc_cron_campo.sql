DROP FUNCTION etl.fnc_cron_campo(text, integer, integer);
