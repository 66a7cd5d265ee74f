DROP FUNCTION reporting.fnc_horas_derivadas(integer[], integer[]);
