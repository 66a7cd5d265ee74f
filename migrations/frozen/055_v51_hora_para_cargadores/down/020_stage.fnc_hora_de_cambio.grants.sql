REVOKE EXECUTE ON FUNCTION
stage.fnc_hora_de_cambio(timestamp without time zone, text, timestamp with time zone) FROM bp010_escritura;
REVOKE EXECUTE ON FUNCTION
stage.fnc_hora_de_cambio(timestamp without time zone, text, timestamp with time zone) FROM bp010_lectura;
REVOKE EXECUTE ON FUNCTION
stage.fnc_hora_de_cambio(timestamp without time zone, text, timestamp with time zone) FROM bp010_modelos;
