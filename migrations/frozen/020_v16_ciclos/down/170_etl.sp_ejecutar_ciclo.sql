DROP PROCEDURE etl.sp_ejecutar_ciclo(text, timestamptz, timestamptz, integer, text, text, bigint);
