DROP FUNCTION reporting.fnc_filas_kpi(integer[], daterange[]);
