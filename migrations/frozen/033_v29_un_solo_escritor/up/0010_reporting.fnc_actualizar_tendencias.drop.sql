DROP FUNCTION reporting.fnc_actualizar_tendencias(integer[], integer[]);
