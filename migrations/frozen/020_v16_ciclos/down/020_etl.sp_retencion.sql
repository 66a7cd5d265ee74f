DROP PROCEDURE etl.sp_retencion();
