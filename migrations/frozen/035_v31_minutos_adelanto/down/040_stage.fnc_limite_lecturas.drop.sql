DROP FUNCTION stage.fnc_limite_lecturas();
