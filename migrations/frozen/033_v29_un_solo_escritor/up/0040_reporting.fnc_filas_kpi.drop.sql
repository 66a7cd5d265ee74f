DROP FUNCTION reporting.fnc_filas_kpi(integer[], date[], date[], date);
