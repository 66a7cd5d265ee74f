REVOKE EXECUTE ON FUNCTION stage.fnc_carta_tamano(text) FROM bp010_panel;
