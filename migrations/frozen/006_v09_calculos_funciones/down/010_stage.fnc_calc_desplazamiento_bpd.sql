DROP FUNCTION stage.fnc_calc_desplazamiento_bpd(double precision, double precision, double precision);
