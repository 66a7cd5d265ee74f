DROP TABLE reporting.tbl_resumen_horario;
