DROP TABLE universal.validacion_experta;
