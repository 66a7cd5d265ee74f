DROP TYPE stage.dq_hora;
