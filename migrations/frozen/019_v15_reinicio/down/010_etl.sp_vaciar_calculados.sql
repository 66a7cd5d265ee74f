DROP PROCEDURE etl.sp_vaciar_calculados();
