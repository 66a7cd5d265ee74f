-- No view of the panel counts the points of a card any more: stage.fnc_carta_extremos takes their number.
REVOKE EXECUTE ON FUNCTION stage.fnc_carta_puntos(text) FROM bp010_panel;
