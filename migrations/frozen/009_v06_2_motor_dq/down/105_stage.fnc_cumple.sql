DROP FUNCTION stage.fnc_cumple(double precision, text, double precision);
