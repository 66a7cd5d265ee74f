DROP FUNCTION reporting.fnc_ultimas_medidas(integer[], timestamp with time zone[]);
