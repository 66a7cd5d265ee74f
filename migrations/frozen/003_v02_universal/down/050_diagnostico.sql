DROP TABLE universal.diagnostico;
