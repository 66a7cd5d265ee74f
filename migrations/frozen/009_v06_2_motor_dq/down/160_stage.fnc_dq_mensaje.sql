DROP FUNCTION stage.fnc_dq_mensaje(text, text, double precision, double precision, double precision);
