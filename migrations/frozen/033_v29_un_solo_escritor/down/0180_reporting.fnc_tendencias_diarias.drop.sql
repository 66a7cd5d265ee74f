DROP FUNCTION reporting.fnc_tendencias_diarias(integer[], integer[]);
