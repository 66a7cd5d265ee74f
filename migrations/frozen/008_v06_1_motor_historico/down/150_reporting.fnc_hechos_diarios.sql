DROP FUNCTION reporting.fnc_hechos_diarios(integer[], integer[]);
