DROP VIEW stage.vw_dq_reglas;
