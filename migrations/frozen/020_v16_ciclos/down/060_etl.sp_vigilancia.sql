DROP PROCEDURE etl.sp_vigilancia();
