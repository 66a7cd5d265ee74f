DROP FUNCTION reporting.fnc_completar_serie(double precision[], timestamptz);
