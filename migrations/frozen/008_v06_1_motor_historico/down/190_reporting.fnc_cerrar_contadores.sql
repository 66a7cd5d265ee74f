DROP FUNCTION reporting.fnc_cerrar_contadores(integer[], date[]);
