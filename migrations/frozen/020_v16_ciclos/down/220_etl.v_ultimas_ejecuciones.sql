DROP VIEW etl.v_ultimas_ejecuciones;
