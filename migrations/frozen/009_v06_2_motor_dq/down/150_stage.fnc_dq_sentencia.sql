DROP FUNCTION stage.fnc_dq_sentencia();
