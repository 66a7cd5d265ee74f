DROP FUNCTION stage.fnc_dq_veredictos_hora(stage.dq_hora[]);
