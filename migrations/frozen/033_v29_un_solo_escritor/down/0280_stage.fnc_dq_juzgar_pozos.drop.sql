DROP FUNCTION stage.fnc_dq_juzgar_pozos(integer);
