DROP FUNCTION reporting.fnc_evaluar_carga(text, double precision, numeric, numeric, numeric);
