DROP PROCEDURE stage.sp_pivot_landing(timestamp with time zone, timestamp with time zone, integer);
