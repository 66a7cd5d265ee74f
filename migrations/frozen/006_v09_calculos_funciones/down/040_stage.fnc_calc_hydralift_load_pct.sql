DROP FUNCTION stage.fnc_calc_hydralift_load_pct(double precision, double precision);
