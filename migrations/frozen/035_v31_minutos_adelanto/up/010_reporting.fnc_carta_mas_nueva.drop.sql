DROP FUNCTION reporting.fnc_carta_mas_nueva(integer, timestamp with time zone);
