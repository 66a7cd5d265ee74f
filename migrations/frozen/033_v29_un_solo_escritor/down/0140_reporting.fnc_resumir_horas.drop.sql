DROP FUNCTION reporting.fnc_resumir_horas(integer[], timestamp with time zone[]);
