DROP FUNCTION reporting.fnc_series(double precision[]);
