DROP FUNCTION reporting.fnc_turno_visibles();
