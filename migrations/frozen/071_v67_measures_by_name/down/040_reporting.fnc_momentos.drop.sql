DROP FUNCTION reporting.fnc_momentos(timestamp with time zone[]);
