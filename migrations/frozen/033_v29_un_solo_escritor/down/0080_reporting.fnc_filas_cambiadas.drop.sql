DROP FUNCTION reporting.fnc_filas_cambiadas(double precision[], integer);
