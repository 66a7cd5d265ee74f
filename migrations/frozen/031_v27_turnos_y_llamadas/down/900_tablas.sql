ALTER TABLE etl.etl_ejecuciones DROP COLUMN sentencia_inicio;

DROP TABLE etl.ciclo_turnos;
