DROP TABLE stage.tbl_dq_resumen_horario;
