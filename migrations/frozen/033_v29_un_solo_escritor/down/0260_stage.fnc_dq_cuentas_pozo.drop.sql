DROP FUNCTION stage.fnc_dq_cuentas_pozo(stage.tbl_pozo_scada_dq[]);
