DROP FUNCTION reporting.fnc_dias_afectados(integer[], date[]);
