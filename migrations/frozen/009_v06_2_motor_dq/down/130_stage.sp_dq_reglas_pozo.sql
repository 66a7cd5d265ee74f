DROP PROCEDURE stage.sp_dq_reglas_pozo(integer);
