DROP FUNCTION reporting.fnc_rehacer_visibles(text[]);
