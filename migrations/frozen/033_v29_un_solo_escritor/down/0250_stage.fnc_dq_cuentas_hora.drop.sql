DROP FUNCTION stage.fnc_dq_cuentas_hora(stage.dq_hora[]);
