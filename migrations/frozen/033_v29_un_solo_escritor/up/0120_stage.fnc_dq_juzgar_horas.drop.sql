DROP FUNCTION stage.fnc_dq_juzgar_horas(integer[], timestamp with time zone[], boolean);
