DROP FUNCTION stage.fnc_dq_juzgar_tramos(text, integer[], timestamptz[], text, boolean);
