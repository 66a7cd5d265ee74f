DROP FUNCTION reporting.fnc_cargar_dimensiones();
