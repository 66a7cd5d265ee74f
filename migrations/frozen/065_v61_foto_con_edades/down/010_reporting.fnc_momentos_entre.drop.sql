DROP FUNCTION reporting.fnc_momentos_entre(integer[], timestamp with time zone[], timestamp with time zone[]);
