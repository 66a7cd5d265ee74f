DROP FUNCTION etl.fnc_ticks(text, timestamptz, timestamptz);
