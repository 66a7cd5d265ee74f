DROP FUNCTION stage.fnc_dq_cuentas_dia(integer[], date[]);
