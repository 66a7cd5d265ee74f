DROP FUNCTION referencial.fnc_evaluar_limite(integer, integer, double precision);
