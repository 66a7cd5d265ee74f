DROP TABLE universal.stroke;
