GRANT EXECUTE ON FUNCTION stage.fnc_carta_puntos(text) TO bp010_panel;
