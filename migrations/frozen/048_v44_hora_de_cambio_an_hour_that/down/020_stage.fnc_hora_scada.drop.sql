DROP FUNCTION
stage.fnc_hora_scada(timestamp with time zone, time without time zone, text, timestamp with time zone);
