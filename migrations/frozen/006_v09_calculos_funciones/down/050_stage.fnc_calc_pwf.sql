DROP FUNCTION stage.fnc_calc_pwf(
    double precision, double precision, double precision, double precision
);
