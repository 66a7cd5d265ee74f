DROP FUNCTION reporting.fnc_hechos_horarios(integer[], integer[]);
