DROP FUNCTION etl.fnc_prolongar_faltante(text, timestamptz, timestamptz, integer);
