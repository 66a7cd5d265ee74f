DROP PROCEDURE etl.sp_retener_landing();
