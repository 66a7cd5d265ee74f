DROP FUNCTION reporting.fnc_incremento(double precision, double precision);
