DROP FUNCTION reporting.fnc_resumir_matriz(double precision[], integer);
