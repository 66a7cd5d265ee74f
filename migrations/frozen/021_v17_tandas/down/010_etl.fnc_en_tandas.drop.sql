DROP FUNCTION etl.fnc_en_tandas(text, integer);
