DROP FUNCTION stage.fnc_dq_veredictos_pozo(stage.tbl_pozo_scada_dq[]);
