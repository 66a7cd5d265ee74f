DROP FUNCTION etl.fnc_ventana(date, date, time, time);
