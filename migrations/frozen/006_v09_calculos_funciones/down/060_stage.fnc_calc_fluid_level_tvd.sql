DROP FUNCTION stage.fnc_calc_fluid_level_tvd(
    double precision, double precision, double precision, double precision
);
