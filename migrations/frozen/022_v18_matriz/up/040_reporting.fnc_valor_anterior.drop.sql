DROP FUNCTION
reporting.fnc_valor_anterior(integer, integer, date, timestamp with time zone, timestamp with time zone);
