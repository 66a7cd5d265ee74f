DROP FUNCTION reporting.fnc_resumir_series(double precision[], bigint);
