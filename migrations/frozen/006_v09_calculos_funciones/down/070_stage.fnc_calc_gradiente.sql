DROP FUNCTION stage.fnc_calc_gradiente(double precision, double precision, double precision);
