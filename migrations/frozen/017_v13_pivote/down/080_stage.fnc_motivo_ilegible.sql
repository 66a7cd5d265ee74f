DROP FUNCTION stage.fnc_motivo_ilegible(text);
