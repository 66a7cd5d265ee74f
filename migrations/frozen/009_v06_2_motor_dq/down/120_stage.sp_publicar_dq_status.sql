DROP PROCEDURE stage.sp_publicar_dq_status(integer);
