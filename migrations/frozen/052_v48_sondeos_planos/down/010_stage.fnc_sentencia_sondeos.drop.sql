DROP FUNCTION stage.fnc_sentencia_sondeos();
