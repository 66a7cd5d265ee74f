DROP FUNCTION stage.fnc_calc_road_load_pct(double precision, double precision);
