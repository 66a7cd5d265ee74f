DROP PROCEDURE etl.sp_ejecutar_paso(bigint, integer, text, text);
