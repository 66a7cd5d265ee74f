DROP FUNCTION reporting.fnc_promedio(double precision, bigint);
