DROP FUNCTION stage.fnc_hora_de_cambio(timestamp without time zone, text, timestamp with time zone);
