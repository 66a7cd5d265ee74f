DROP FUNCTION reporting.fnc_valor_anterior(integer, integer, date, timestamptz, timestamptz);
