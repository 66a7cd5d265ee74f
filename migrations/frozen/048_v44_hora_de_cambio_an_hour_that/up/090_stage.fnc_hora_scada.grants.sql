GRANT EXECUTE ON FUNCTION stage.fnc_hora_scada(
    timestamp with time zone,
    time without time zone,
    text,
    timestamp with time zone
) TO bp010_escritura;
GRANT EXECUTE ON FUNCTION stage.fnc_hora_scada(
    timestamp with time zone,
    time without time zone,
    text,
    timestamp with time zone
) TO bp010_lectura;
GRANT EXECUTE ON FUNCTION stage.fnc_hora_scada(
    timestamp with time zone,
    time without time zone,
    text,
    timestamp with time zone
) TO bp010_modelos;
GRANT EXECUTE ON FUNCTION stage.fnc_hora_scada(
    timestamp with time zone,
    time without time zone,
    text,
    timestamp with time zone
) TO bp010_panel;
