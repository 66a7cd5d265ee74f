DROP FUNCTION
etl.fnc_fin_silencio(time without time zone, time without time zone, text, timestamp with time zone);
