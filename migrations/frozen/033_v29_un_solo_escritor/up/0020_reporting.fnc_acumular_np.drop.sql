DROP FUNCTION reporting.fnc_acumular_np(integer[]);
