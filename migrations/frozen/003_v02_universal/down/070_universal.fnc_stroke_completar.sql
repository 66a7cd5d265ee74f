DROP FUNCTION universal.fnc_stroke_completar();
