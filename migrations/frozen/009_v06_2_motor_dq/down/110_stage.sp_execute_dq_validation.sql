DROP PROCEDURE stage.sp_execute_dq_validation(timestamptz, timestamptz, integer);
