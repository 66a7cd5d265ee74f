DROP FUNCTION stage.fnc_calc_finito(double precision);
