DROP FUNCTION reporting.fnc_posiciones_caidas(double precision[], double precision[]);
