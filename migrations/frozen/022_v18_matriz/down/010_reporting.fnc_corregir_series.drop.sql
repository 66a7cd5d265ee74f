DROP FUNCTION reporting.fnc_corregir_series(double precision[], integer[]);
