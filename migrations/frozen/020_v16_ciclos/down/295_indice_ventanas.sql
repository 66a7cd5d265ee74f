DROP INDEX etl.ix_etl_ejecuciones_ventana;
