DROP FUNCTION reporting.fnc_np_acumulado(integer[]);
