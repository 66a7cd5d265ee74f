DROP FUNCTION etl.fnc_reclamar_claves(text, timestamptz, timestamptz, integer);
