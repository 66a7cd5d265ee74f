DROP FUNCTION stage.fnc_convertir_scada(double precision, text);
