DROP FUNCTION stage.fnc_calc_variance_pct(double precision, double precision);
