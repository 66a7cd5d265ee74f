DROP FUNCTION stage.fnc_calc_sg_petroleo(double precision);
