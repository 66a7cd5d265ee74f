DROP TABLE etl.envios;
DROP TABLE etl.aviso_alertas;
DROP TABLE etl.avisos;
DROP TABLE etl.canal_alertas;
DROP TABLE etl.canales;
