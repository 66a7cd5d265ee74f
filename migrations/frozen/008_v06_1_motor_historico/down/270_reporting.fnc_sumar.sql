DROP FUNCTION reporting.fnc_sumar(double precision, double precision);
