DROP FUNCTION stage.fnc_dq_juzgar_horas(integer[], timestamptz[], boolean);
