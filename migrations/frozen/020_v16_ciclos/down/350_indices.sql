DROP INDEX etl.uq_alertas_abierta;
DROP INDEX etl.ix_etl_ejecuciones_logradas;
DROP INDEX etl.ix_etl_ejecuciones_fallidas;
DROP INDEX etl.ix_etl_ejecuciones_fecha;
