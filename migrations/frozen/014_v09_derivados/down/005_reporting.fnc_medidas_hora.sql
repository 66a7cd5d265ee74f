DROP FUNCTION reporting.fnc_medidas_hora(integer, timestamptz, text);
