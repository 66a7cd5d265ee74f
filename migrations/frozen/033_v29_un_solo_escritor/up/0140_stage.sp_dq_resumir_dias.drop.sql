DROP PROCEDURE stage.sp_dq_resumir_dias(integer[], date[]);
