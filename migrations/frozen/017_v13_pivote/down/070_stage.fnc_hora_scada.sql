DROP FUNCTION stage.fnc_hora_scada(timestamptz, time, text);
