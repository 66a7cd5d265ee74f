DROP FUNCTION etl.fnc_proximo_tick(text, timestamptz);
