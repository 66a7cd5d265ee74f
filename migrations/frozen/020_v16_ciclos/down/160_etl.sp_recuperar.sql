DROP PROCEDURE etl.sp_recuperar(integer, text);
