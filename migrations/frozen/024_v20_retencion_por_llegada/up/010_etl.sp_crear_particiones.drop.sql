DROP PROCEDURE etl.sp_crear_particiones();
