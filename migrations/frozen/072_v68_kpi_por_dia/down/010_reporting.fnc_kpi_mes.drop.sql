DROP FUNCTION reporting.fnc_kpi_mes(integer[], daterange[]);
