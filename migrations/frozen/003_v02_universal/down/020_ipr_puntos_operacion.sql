DROP TABLE universal.ipr_puntos_operacion;
