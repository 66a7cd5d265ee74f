DROP PROCEDURE stage.sp_dq_juzgar_lecturas(integer[], timestamptz[], bigint, bigint);
