DROP PROCEDURE stage.sp_pivot_landing();
