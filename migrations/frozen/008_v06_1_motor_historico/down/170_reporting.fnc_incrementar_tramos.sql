DROP FUNCTION reporting.fnc_incrementar_tramos(integer[], date[]);
