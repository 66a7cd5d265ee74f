DROP FUNCTION reporting.fnc_contador_creible(double precision);
