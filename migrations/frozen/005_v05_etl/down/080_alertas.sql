DROP TABLE etl.alertas;
