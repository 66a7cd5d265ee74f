DROP FUNCTION stage.fnc_dq_juzgar_tramos(text, integer[], timestamp with time zone[], text, boolean);
