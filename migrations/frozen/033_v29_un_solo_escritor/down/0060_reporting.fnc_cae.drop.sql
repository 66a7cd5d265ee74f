DROP FUNCTION reporting.fnc_cae(double precision[], integer, integer);
