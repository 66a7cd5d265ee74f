DROP PROCEDURE stage.sp_execute_consistency_validation();
