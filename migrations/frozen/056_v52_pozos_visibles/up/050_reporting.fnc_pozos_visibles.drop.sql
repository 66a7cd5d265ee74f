DROP FUNCTION reporting.fnc_pozos_visibles();
